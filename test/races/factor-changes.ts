import assert from 'node:assert/strict';
import { newTotp, type User } from '@latchkey/accounts';
import { createAuthenticator } from '@latchkey/accounts/testing';
import { type Browser, createBrowser } from '@latchkey/session/testing';
import { codeAt, optionsIn } from '../../packages/web/src/test-factors.ts';
import type { Done, FilledForm } from './act.ts';
import { begun, withApp, withPasskey } from './equip.ts';
import { fillIn, type Ground, oldPassword } from './ground.ts';
import type { Race } from './race.ts';

export const factorChangeRaces: readonly Race[] = [
  {
    name: 'the first factor added against a log-in: whoever has shown the password alone is not logged in',
    async run(ground, { name, delayMs }) {
      const user = await ground.add(name);
      const fields = { email: name, password: oldPassword, remember: 'on' };
      const logIn = await fillIn(ground.browser(), '/login', fields);
      const adding = await fillInApp(ground, user);
      const [loggedIn, added] = await ground.pair.together(logIn, adding, { delayMs: delayMs(-15, 60) });
      await assertAdded(ground, user.id, { added, other: loggedIn });
      if (loggedIn.status === 422) return 'refused';
      return loggedIn.location === '/login/factor' ? 'asked for it' : 'logged in before, and out again';
    },
  },
  {
    name: 'the first factor added against a remembered browser that comes back: it is out, and remembered no more',
    async run(ground, { name, delayMs }) {
      const user = await ground.add(name);
      const cookie = await rememberedCookie(ground, user);
      const adding = await fillInApp(ground, user);
      const back = { path: '/dashboard', cookie };
      const [came, added] = await ground.pair.together(back, adding, { delayMs: delayMs(-4, 8) });
      await assertAdded(ground, user.id, { added, other: came });
      assert.equal(await ground.isLoggedIn(cookie), false);
      return came.status === 200 ? 'came back before, and out again' : 'refused';
    },
  },
  {
    name: 'two set-ups in one pending log-in: one factor comes of it, and one session, which has shown it',
    async run(ground, { name, delayMs }) {
      const user = await ground.add(name);
      const browser = await begun(ground, user, ground.required.accounts);
      return await raceSetUps(ground, user, { browsers: [browser, browser], delayMs: delayMs(-12, 1) });
    },
  },
  {
    name: 'two set-ups in two pending log-ins of one account: one is over',
    async run(ground, { name, delayMs }) {
      const user = await ground.add(name);
      const { accounts } = ground.required;
      const browsers = [await begun(ground, user, accounts), await begun(ground, user, accounts)] as const;
      return await raceSetUps(ground, user, { browsers, delayMs: delayMs(-12, 1) });
    },
  },
  {
    name: 'the password removed against the only passkey removed, with no mail to come back by: one way in remains',
    async run(ground, { name, delayMs }) {
      const { user, id } = await withPasskey(ground, await ground.add(name));
      const { kysely } = ground.accounts.database;
      await kysely.updateTable('users').set({ email_verified_at: null }).where('id', '=', user.id).execute();
      const password = await fillInRemoval(ground, user, { what: 'password' });
      const passkey = await fillInRemoval(ground, user, { what: 'passkeys', id });
      const done = await ground.pair.together(password, passkey, { delayMs: delayMs(-2, 2) });
      const hasPassword = (await ground.row(user.id))?.password_hash !== null;
      const passkeys = await ground.count('passkeys', user.id);
      assert.deepEqual([hasPassword, passkeys].map(Number).sort(), [0, 1], 'one went, and one is left');
      await assertOneGoesOn(ground, user.id, done);
      return hasPassword ? 'the password is left' : 'the passkey is left';
    },
  },
  {
    name: 'the app removed against the only passkey removed, where everybody needs a second factor: one remains',
    async run(ground, { name, delayMs }) {
      await withApp(ground, name);
      const { user, id } = await withPasskey(ground, { name });
      const app = required(await fillInRemoval(ground, user, { what: 'totp' }));
      const passkey = required(await fillInRemoval(ground, user, { what: 'passkeys', id }));
      const done = await ground.pair.together(app, passkey, { delayMs: delayMs(-2, 2) });
      const [apps, passkeys] = await factorsOf(ground, user.id);
      assert.deepEqual([apps, passkeys].sort(), [0, 1], 'one went, and one is left');
      assert.notEqual((await ground.row(user.id))?.second_factor_since, null);
      await assertOneGoesOn(ground, user.id, done);
      return apps === 1 ? 'the app is left' : 'the passkey is left';
    },
  },
  {
    name: 'an app and a passkey added at once in two browsers: the first one ends the other browser',
    async run(ground, { name, delayMs }) {
      const user = await ground.add(name);
      const adding = [await fillInApp(ground, user), await fillInPasskey(ground, user)] as const;
      const done = await ground.pair.together(...adding, { delayMs: delayMs(-8, 2) });
      assert.deepEqual((await factorsOf(ground, user.id)).toSorted(), [0, 1]);
      await assertOneGoesOn(ground, user.id, done);
      return (await ground.count('totps', user.id)) === 1 ? 'the app' : 'the passkey';
    },
  },
];

interface SetUps {
  readonly browsers: readonly [Browser, Browser];
  readonly delayMs: number;
}

async function raceSetUps(ground: Ground, user: User, { browsers, delayMs }: SetUps): Promise<string> {
  const [one, other] = browsers;
  const byApp = await fillIn(one, '/login/set-up/totp', appFields(ground, user));
  const key = createAuthenticator({ origin: 'http://localhost' });
  const options = optionsIn(await (await other.get('/login/set-up')).text());
  const fields = { page: '/login/set-up', response: await key.create(options) };
  const byPasskey = await fillIn(other, '/login/set-up/passkey', fields);
  const done = await ground.pair.together(required(byApp), required(byPasskey), { delayMs });
  const isApp = done[0].location?.startsWith('/account/security/recovery-codes') === true;
  const [winner, loser] = isApp ? done : ([done[1], done[0]] as const);
  assert.match(winner.location ?? '', /^\/account\/security\/recovery-codes/);
  assert.match(loser.location ?? '', /^\/login(?:\/set-up)?$/);
  assert.deepEqual(await factorsOf(ground, user.id), isApp ? [1, 0] : [0, 1]);
  assert.deepEqual(await ground.logIns(user.id), { sessions: 1, series: 0 });
  assert.equal(await ground.isLoggedIn(winner.cookie), true);
  assert.equal(await ground.isLoggedIn(loser.cookie), false);
  assert.equal(await ground.count('pending_log_ins', user.id), 0);
  return isApp ? 'the app' : 'the passkey';
}

function required(form: FilledForm): FilledForm {
  return { ...form, policy: 'required' };
}

/** The form for an authenticator app, with the code that it shows, in a browser of the owner. */
async function fillInApp(ground: Ground, user: User): Promise<FilledForm> {
  const owner = await ground.signedIn(user, ['password']);
  return await fillIn(owner, '/account/security/totp', appFields(ground, user));
}

function appFields({ accounts }: Ground, user: User) {
  const { seed, sealed } = newTotp(accounts, user);
  return { sealed, code: codeAt(seed.reveal(), accounts.clock()) };
}

async function fillInPasskey(ground: Ground, user: User): Promise<FilledForm> {
  const owner = await ground.signedIn(user, ['password']);
  const path = '/account/security/passkeys/add';
  const options = optionsIn(await (await owner.get(path)).text());
  const key = createAuthenticator({ origin: 'http://localhost' });
  return await fillIn(owner, path, { name: '', response: await key.create(options) });
}

interface Removal {
  readonly what: 'password' | 'totp' | 'passkeys';
  /** Of the passkey. */
  readonly id?: string;
}

/** In a browser of its own, where both factors are proven. */
async function fillInRemoval(ground: Ground, user: User, { what, id }: Removal): Promise<FilledForm> {
  const owner = await ground.signedIn(user, ['password', 'passkey']);
  const path = `/account/security/${what}/remove`;
  if (id === undefined) return await fillIn(owner, path, {});
  return await fillIn(owner, path, { page: `${path}?passkey=${id}`, passkey: id });
}

/** The cookies of a browser that was closed, and is remembered. */
async function rememberedCookie({ login }: Ground, user: User): Promise<string> {
  const browser = createBrowser((request) =>
    login.handle(request, async (visit) => {
      await visit.logIn(user, { remember: true });
      return new Response();
    }),
  );
  await browser.get('/');
  browser.restart();
  return [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
}

async function factorsOf(ground: Ground, userId: string): Promise<readonly [number, number]> {
  return [await ground.count('totps', userId), await ground.count('passkeys', userId)];
}

interface Adding {
  readonly added: Done;
  readonly other: Done;
}

/** The factor is there, and only who has added it is logged in. */
async function assertAdded(ground: Ground, userId: string, { added, other }: Adding): Promise<void> {
  assert.match(added.location ?? '', /^\/account\/security\/recovery-codes/);
  assert.equal(await ground.count('totps', userId), 1);
  // First of all: a remembered browser that is refused is logged out by that.
  assert.deepEqual(await ground.logIns(userId), { sessions: 1, series: 0 });
  assert.equal(await ground.isLoggedIn(added.cookie), true);
  assert.equal(await ground.isLoggedIn(other.cookie), false);
}

/** The browser whose change came about is logged in, the other is not. */
async function assertOneGoesOn(ground: Ground, userId: string, done: readonly [Done, Done]): Promise<void> {
  const alive = [await ground.isLoggedIn(done[0].cookie), await ground.isLoggedIn(done[1].cookie)];
  assert.deepEqual(alive.toSorted(), [false, true]);
  assert.deepEqual(await ground.logIns(userId), { sessions: 1, series: 0 });
}
