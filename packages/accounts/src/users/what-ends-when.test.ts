import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import type { Accounts } from '../accounts.ts';
import { askForDeletion } from '../deletion/ask-for-deletion.ts';
import { confirmEmailChange } from '../email-change/confirm-email-change.ts';
import { pendingEmailChange } from '../email-change/pending.ts';
import { browserAfterLogIn, browserKnownTo } from '../log-in/known-browser.ts';
import { logInWithMagicLink } from '../magic-link/log-in-with-magic-link.ts';
import { resetPassword } from '../recovery/reset-password.ts';
import { client, type Mailbox, mailbox, newPassword, oldPassword } from '../recovery/test-mailbox.ts';
import { endOtherSessions } from '../sessions/end.ts';
import { sessionStore } from '../sessions/store.ts';
import { seriesOf, sessionOf } from '../sessions/test-records.ts';
import type { TestScope } from '../testing.ts';
import { findToken, issueToken, type NewToken } from '../tokens/one-time-token.ts';
import type { TokenPurpose } from '../tokens/purpose.ts';
import { hashOfToken } from '../tokens/token-text.ts';
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
      // Last, because a log-in changes something itself.
      'password as it was': await logsIn(user.name, oldPassword),
    };
  };
}

async function experiment(scope: TestScope, reason: ClearReason) {
  const made = await mailbox(scope);
  const bob = await made.add({ username: 'bob', email: 'bob@example.com', password: oldPassword });
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
  };
}

test('the table has a row for each reason and no other', () => {
  const named = rows.slice(2).map((row) => cellsIn(row)[0]);
  assert.deepEqual(named.sort(), Object.keys(whatDies).sort());
});
