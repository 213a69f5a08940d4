import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { TOTP } from 'otpauth';
import type { Accounts } from '../accounts.ts';
import { askForDeletion } from '../deletion/ask-for-deletion.ts';
import { confirmEmailChange } from '../email-change/confirm-email-change.ts';
import { pendingEmailChange } from '../email-change/pending.ts';
import { removeFactorsOf } from '../factors/remove-factors-of.ts';
import { browserAfterLogIn, browserKnownTo } from '../log-in/known-browser.ts';
import { beginPending, findPendingLogIn } from '../log-in/pending-log-in.ts';
import { logInWithMagicLink } from '../magic-link/log-in-with-magic-link.ts';
import { addPasskey } from '../passkeys/add-passkey.ts';
import { askForNewPasskey } from '../passkeys/ask.ts';
import { removePasskey } from '../passkeys/remove-passkey.ts';
import { resetPassword } from '../recovery/reset-password.ts';
import { client, type Mailbox, mailbox, newPassword, oldPassword } from '../recovery/test-mailbox.ts';
import { endOtherSessions } from '../sessions/end.ts';
import { sessionStore } from '../sessions/store.ts';
import { seriesOf, sessionOf } from '../sessions/test-records.ts';
import { createAuthenticator, type TestScope } from '../testing.ts';
import { findToken, issueToken, type NewToken } from '../tokens/one-time-token.ts';
import type { TokenPurpose } from '../tokens/purpose.ts';
import { hashOfToken } from '../tokens/token-text.ts';
import { addTotp } from '../totp/add-totp.ts';
import { newTotp } from '../totp/new-totp.ts';
import { totpOf } from '../totp/totp-of.ts';
import { trustBrowser, trustsBrowser } from '../trusted-browsers/trust.ts';
import { changePassword } from './change-password.ts';
import { deleteUser, disableUser, endSessions } from './change-user.ts';
import { type ClearReason, type Fate, whatDies } from './clear-credentials.ts';
import { findUser } from './find.ts';
import type { User } from './user.ts';

type Happening = (made: Mailbox) => Promise<unknown>;

/** Each reason as it comes about for real, in the session `here` where it has one. */
const happenings: Readonly<Record<ClearReason, Happening>> = {
  'password-changed': ({ accounts, ada: user }) => {
    const passwords = { currentPassword: oldPassword, password: newPassword };
    return changePassword(accounts, { user, sessionIdHash: 'here', ...passwords }, client);
  },
  'password-reset': async ({ accounts, ada }) => {
    const token = await link(accounts, ada, { purpose: 'reset-password' });
    return resetPassword(accounts, { token, password: newPassword }, client);
  },
  'address-proven': async ({ accounts, ada }) => {
    const [browser, { email }] = ['the browser that asked', ada];
    const asked = { purpose: 'magic-link', email, browserHash: hashOfToken(browser) } as const;
    return logInWithMagicLink(accounts, { token: await link(accounts, ada, asked), browser }, client);
  },
  'email-changed': async ({ accounts, ada }) => {
    const token = await link(accounts, ada, { purpose: 'change-email', email: 'new@example.com' });
    return confirmEmailChange(accounts, { token, by: ada }, client);
  },
  'second-factor-begun': async ({ accounts, ada, clock }) => {
    const user = { ...ada, emailVerifiedAtMs: 1 };
    const { seed, sealed } = newTotp(accounts, user);
    const code = new TOTP({ secret: seed.reveal() }).generate({ timestamp: clock() });
    return addTotp(accounts, { enrolling: { user, sessionIdHash: 'here' }, sealed, code }, client);
  },
  'factor-added': async ({ accounts, ada }) => {
    const user = { ...ada, emailVerifiedAtMs: 1 };
    const ask = {
      relyingParty: { id: 'localhost', origin: 'http://localhost', name: 'Here' },
      binding: 'here',
    };
    const authenticator = createAuthenticator({ origin: 'http://localhost' });
    const response = await authenticator.create(await askForNewPasskey(accounts, { ...ask, user }));
    const enrolling = { user, sessionIdHash: 'here' };
    return addPasskey(accounts, { enrolling, name: 'key', answer: { ...ask, response } }, client);
  },
  'factor-removed': async ({ accounts, ada: user }) =>
    removePasskey(accounts, { user, sessionIdHash: 'here', id: `passkey of ${user.id}` }, client),
  'factors-removed': ({ accounts, ada }) => removeFactorsOf(accounts, ada),
  'others-ended': ({ accounts, ada: user }) => endOtherSessions(accounts, { user, keep: 'here' }, client),
  'sessions-ended': ({ accounts, ada }) => endSessions(accounts, ada),
  'deletion-asked': ({ accounts, ada: user }) =>
    askForDeletion(accounts, { user, sessionIdHash: 'here', confirmation: 'ada' }, client),
  disabled: ({ accounts, ada }) => disableUser(accounts, ada),
  deleted: ({ accounts, ada }) => deleteUser(accounts, ada),
};

const purposes: readonly TokenPurpose[] = [
  'reset-password',
  'verify-email',
  'magic-link',
  'change-email',
  'cancel-email-change',
];

async function link(
  accounts: Accounts,
  { id: userId }: User,
  asked: Pick<NewToken, 'purpose' | 'email' | 'browserHash'>,
): Promise<string> {
  return (await issueToken(accounts, { userId, lifetimeMs: 1000, ...asked })).reveal();
}

/** An authenticator app, a passkey and a recovery code, as they lie in the database. */
async function giveFactors({ accounts, clock }: Mailbox, { id }: User): Promise<void> {
  const { kysely } = accounts.database;
  const now = clock();
  const seed = accounts.keyring.seal('totp-seed', JSON.stringify([id, 'JBSWY3DPEHPK3PXP']));
  await kysely.insertInto('totps').values({ user_id: id, seed, last_step: 0, created_at: now }).execute();
  await kysely
    .insertInto('recovery_codes')
    .values({ code_hash: `code of ${id}`, user_id: id, created_at: now, confirmed_at: now })
    .execute();
  await kysely
    .insertInto('passkeys')
    .values({
      id: `passkey of ${id}`,
      user_id: id,
      credential_id: Buffer.from(id).toString('base64url'),
      user_handle: `handle of ${id}`,
      public_key: 'key',
      counter: 0,
      transports: '[]',
      device_type: 'multi-device',
      is_backed_up: 0,
      verifies_user: 1,
      name: 'key',
      created_at: now,
    })
    .execute();
  await kysely.updateTable('users').set({ second_factor_since: now }).where('id', '=', id).execute();
}

/** Everything that could log this person in, or change something in the person's name; and a way to ask what of it is left. */
async function everythingOf(
  { accounts, clock, logsIn }: Mailbox,
  user: User,
  [here, there]: [string, string],
) {
  const store = sessionStore(accounts);
  for (const idHash of [here, there]) {
    const next = seriesOf(user, `series ${idHash}`, { atMs: clock() });
    const session = sessionOf(user, idHash, { series: next.series, atMs: clock() });
    assert.ok(await store.start(session, { user, series: { next } }));
  }
  const browser = browserAfterLogIn(accounts, undefined, user);
  const { pending, trusted } = await accounts.database.kysely.transaction().execute(async (transaction) => ({
    pending: await beginPending(accounts, transaction, {
      user,
      proofs: [],
      missing: 'second-factor',
      remember: false,
    }),
    trusted: await trustBrowser(accounts, transaction, { userId: user.id, cookie: undefined, client }),
  }));
  const about = { email: user.email };
  const links = await Promise.all(
    purposes.map(async (purpose) => ({ purpose, token: await link(accounts, user, { purpose, ...about }) })),
  );
  return async () => {
    const now = await findUser(accounts, user.name);
    const found = async (presented: { purpose: TokenPurpose; token: string }) =>
      [presented.purpose, (await findToken(accounts, presented)) !== undefined] as const;
    return {
      'this session': store.find(here) !== undefined,
      'other sessions': store.find(there) !== undefined,
      'remember token here': store.findSeries(`series ${here}`) !== undefined,
      'remember token elsewhere': store.findSeries(`series ${there}`) !== undefined,
      'known browser': now !== undefined && browserKnownTo(accounts, browser, now) !== undefined,
      ...Object.fromEntries(await Promise.all(links.map(found))),
      'pending change of address': (await pendingEmailChange(accounts, user)) !== undefined,
      'pending log-in': (await findPendingLogIn(accounts, pending.token)) !== undefined,
      'trusted browser': await trustsBrowser(accounts, accounts.database.kysely, {
        userId: user.id,
        cookie: trusted,
      }),
      'second factor': (await totpOf(accounts.database.kysely, user.id)) !== undefined,
      // Last, because a log-in changes something itself.
      'password as it was': await logsIn(user.name, oldPassword),
    };
  };
}

async function experiment(scope: TestScope, reason: ClearReason) {
  const made = await mailbox(scope);
  const bob = await made.add({ username: 'bob', email: 'bob@example.com', password: oldPassword });
  // What is added is the first of its kind.
  if (reason !== 'second-factor-begun') await giveFactors(made, made.ada);
  await giveFactors(made, bob);
  const leftOfAda = await everythingOf(made, made.ada, ['here', 'there']);
  const leftOfBob = await everythingOf(made, bob, ["bob's", "bob's other"]);
  await happenings[reason](made);
  return { ada: await leftOfAda(), bob: await leftOfBob() };
}

const page = readFileSync(new URL('../../../../docs/what-ends-when.md', import.meta.url), 'utf8');
const rows = page.split('\n').filter((row) => row.startsWith('|'));
const cellsIn = (row = '') =>
  row
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim().replaceAll('`', ''));
const columns = cellsIn(rows[0]).slice(2);

// Proof: the keys of `happenings` are all reasons, by its type.
for (const reason of Object.keys(happenings) as ClearReason[]) {
  test(`${reason}: what is left is what the docs say and what whatDies says, and nobody else loses anything`, async (t) => {
    const { ada, bob } = await experiment(t, reason);
    const documented = cellsIn(rows.find((row) => row.startsWith(`| \`${reason}\` |`))).slice(2);
    assert.deepEqual(
      Object.entries(ada).map(([kind, isLeft]) => [kind, isLeft ? 'stays' : 'ends']),
      columns.map((kind, column) => [kind, documented[column]]),
    );
    const { 'password as it was': _, ...left } = ada;
    assert.deepEqual(left, foretold(reason));
    assert.ok(Object.values(bob).every((isLeft) => isLeft));
  });
}

/** `others`: all but what belongs to the session in which it happened. */
function foretold(reason: ClearReason) {
  const fates = whatDies[reason];
  const survives = (fate: Fate) => ({ here: fate !== 'all', elsewhere: fate === 'stay' });
  const tokens = survives(fates['one-time-token']).elsewhere;
  return {
    'this session': survives(fates.session).here,
    'other sessions': survives(fates.session).elsewhere,
    'remember token here': survives(fates['remember-series']).here,
    'remember token elsewhere': survives(fates['remember-series']).elsewhere,
    'known browser': survives(fates['known-browser']).elsewhere,
    ...Object.fromEntries(purposes.map((purpose) => [purpose, tokens])),
    'pending change of address': tokens,
    'pending log-in': survives(fates['pending-log-in']).elsewhere,
    'trusted browser': survives(fates['trusted-browser']).elsewhere,
    'second factor': survives(fates['second-factor']).elsewhere,
  };
}

test('the table has a row for each reason and no other', () => {
  const named = rows.slice(2).map((row) => cellsIn(row)[0]);
  assert.deepEqual(named.sort(), Object.keys(whatDies).sort());
});
