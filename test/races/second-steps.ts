import assert from 'node:assert/strict';
import { optionsIn } from '../../packages/web/src/test-factors.ts';
import type { Done, FilledForm } from './act.ts';
import { begun, withApp, withCodes, withPasskey, wrongCode } from './equip.ts';
import { fillIn, type Ground, oldPassword } from './ground.ts';
import type { Race } from './race.ts';

const newPassword = 'heron under the pier';

export const secondStepRaces: readonly Race[] = [
  {
    name: 'one code of the app sent by two log-ins at once logs in once',
    async run(ground, { name, delayMs }) {
      const { user, app } = await withApp(ground, name);
      const fields = { by: 'totp', code: app.code() };
      const steps = [await fillInStep(ground, user, fields), await fillInStep(ground, user, fields)] as const;
      const done = await ground.pair.together(...steps, { delayMs: delayMs(-2, 2) });
      return await assertOneLoggedIn(ground, user.id, done);
    },
  },
  {
    name: 'one recovery code sent by two log-ins at once logs in once',
    async run(ground, { name, delayMs }) {
      await withApp(ground, name);
      const { user, code } = await withCodes(ground, { name });
      const fields = { by: 'recovery-code', code };
      const steps = [await fillInStep(ground, user, fields), await fillInStep(ground, user, fields)] as const;
      const done = await ground.pair.together(...steps, { delayMs: delayMs(-2, 2) });
      assert.equal(await codesLeft(ground, user.id), 9);
      assert.equal(await ground.audited('recovery-code-used', user.id), 1);
      return await assertOneLoggedIn(ground, user.id, done);
    },
  },
  {
    name: 'one pending log-in finished twice at once begins one session, and the factor that came late is not spent',
    async run(ground, { name, delayMs }) {
      const { app } = await withApp(ground, name);
      const { user, code } = await withCodes(ground, { name });
      const browser = await begun(ground, user);
      const byApp = await fillIn(browser, '/login/factor', { by: 'totp', code: app.code() });
      const byCode = await fillIn(browser, '/login/factor', { by: 'recovery-code', code });
      const done = await ground.pair.together(byApp, byCode, { delayMs: delayMs(-2, 2) });
      assert.deepEqual(done.map(({ location }) => location).sort(), ['/dashboard', '/login']);
      const isByApp = done[0].location === '/dashboard';
      assert.equal(await codesLeft(ground, user.id), isByApp ? 10 : 9);
      assert.equal((await totpOf(ground, user.id)).last_step > 0, isByApp);
      await assertOnlySession(ground, user.id, done[isByApp ? 0 : 1]);
      return isByApp ? 'by the app' : 'by the recovery code';
    },
  },
  {
    name: 'one answer of a passkey that counts nothing, sent twice at once, logs in once',
    async run(ground, { name, delayMs }) {
      const { key, user } = await withPasskey(ground, await ground.add(name));
      // As one that is kept in several places: what stops the second one is the challenge alone.
      const passkeys = ground.accounts.database.kysely.updateTable('passkeys').set({ counter: 0 });
      await passkeys.where('user_id', '=', user.id).execute();
      const browser = ground.browser();
      const options = optionsIn(await (await browser.get('/login')).text());
      const response = await key.get(options, { counter: 0 });
      const logIn = await fillIn(browser, '/login/passkey', { page: '/login', response });
      const done = await ground.pair.together(logIn, logIn, { delayMs: delayMs(-2, 2) });
      return await assertOneLoggedIn(ground, user.id, done);
    },
  },
  {
    name: 'the hundredth wrong code sent by two log-ins at once disables the app once, and its owner is told once',
    async run(ground, { name, delayMs }) {
      const { user, app } = await withApp(ground, name);
      await setFailures(ground, user.id, 99);
      const fields = { by: 'totp', code: wrongCode(app) };
      const steps = [await fillInStep(ground, user, fields), await fillInStep(ground, user, fields)] as const;
      const done = await ground.pair.together(...steps, { delayMs: delayMs(-2, 2) });
      assert.deepEqual(
        done.map(({ status }) => status),
        [422, 422],
      );
      assert.equal((await totpOf(ground, user.id)).failures, 100);
      assert.equal(await ground.audited('totp-disabled', user.id), 1);
      await ground.mailed('totp-disabled', `${name}@example.org`);
      return 'disabled';
    },
  },
  {
    name: 'the hundredth wrong code against the right one: logged in and forgotten, or refused for good',
    async run(ground, { name, delayMs }) {
      const { user, app } = await withApp(ground, name);
      await setFailures(ground, user.id, 99);
      const right = await fillInStep(ground, user, { by: 'totp', code: app.code() });
      const wrong = await fillInStep(ground, user, { by: 'totp', code: wrongCode(app) });
      const [logIn, guess] = await ground.pair.together(right, wrong, { delayMs: delayMs(-2, 2) });
      assert.equal(guess.status, 422);
      const isIn = logIn.status === 303;
      assert.equal((await totpOf(ground, user.id)).failures, isIn ? 1 : 100);
      assert.equal(await ground.audited('totp-disabled', user.id), isIn ? 0 : 1);
      assert.equal(await ground.count('sessions', user.id), isIn ? 1 : 0);
      return isIn ? 'logged in' : 'refused';
    },
  },
  {
    name: 'the fifth wrong code of a log-in against the right one: logged in, or over for both',
    async run(ground, { name, delayMs }) {
      const { user, app } = await withApp(ground, name);
      const browser = await begun(ground, user);
      await ground.accounts.database.kysely
        .updateTable('pending_log_ins')
        .set({ wrong_codes: 4 })
        .where('user_id', '=', user.id)
        .execute();
      const right = await fillIn(browser, '/login/factor', { by: 'totp', code: app.code() });
      const wrong = await fillIn(browser, '/login/factor', { by: 'totp', code: wrongCode(app) });
      const [logIn, guess] = await ground.pair.together(right, wrong, { delayMs: delayMs(-2, 2) });
      const isIn = logIn.location === '/dashboard';
      assert.deepEqual([guess.location, logIn.location], ['/login', isIn ? '/dashboard' : '/login']);
      assert.equal(await ground.count('sessions', user.id), isIn ? 1 : 0);
      assert.equal(await ground.count('pending_log_ins', user.id), 0);
      return isIn ? 'logged in' : 'over';
    },
  },
  {
    name: 'the second step of a log-in against a change of the password: no session of before is alive',
    async run(ground, { name, delayMs }) {
      const { user, app } = await withApp(ground, name);
      const step = await fillInStep(ground, user, { by: 'totp', code: app.code() });
      const owner = await ground.signedIn(user, ['password', 'totp']);
      const change = await fillIn(owner, '/account/password', {
        current_password: oldPassword,
        password: newPassword,
        confirm_password: newPassword,
      });
      const [changed, stepped] = await ground.pair.together(change, step, { delayMs: delayMs(20, 110) });
      assert.equal(changed.location, '/dashboard');
      return await assertOutAgain(ground, user.id, { changed, stepped });
    },
  },
  {
    name: 'a browser trusted by a log-in against a passkey removed: none is trusted, and no other session is alive',
    async run(ground, { name, delayMs }) {
      const { app } = await withApp(ground, name);
      const { user, id } = await withPasskey(ground, { name });
      const step = await fillInStep(ground, user, { by: 'totp', code: app.code(), trust: '1' });
      const owner = await ground.signedIn(user, ['password', 'totp']);
      const removal = await fillIn(owner, '/account/security/passkeys/remove', {
        page: `/account/security/passkeys/remove?passkey=${id}`,
        passkey: id,
      });
      const [changed, stepped] = await ground.pair.together(removal, step, { delayMs: delayMs(-4, 4) });
      assert.equal(changed.location, '/account/security');
      assert.equal(await ground.count('passkeys', user.id), 0);
      return await assertOutAgain(ground, user.id, { changed, stepped });
    },
  },
];

type Fields = Readonly<Record<string, string>>;

/** In a browser of its own, in which the password is proven. */
async function fillInStep(
  ground: Ground,
  user: Parameters<typeof begun>[1],
  fields: Fields,
): Promise<FilledForm> {
  return await fillIn(await begun(ground, user), '/login/factor', fields);
}

async function assertOneLoggedIn(
  ground: Ground,
  userId: string,
  done: readonly [Done, Done],
): Promise<string> {
  assert.deepEqual(done.map(({ status }) => status).sort(), [303, 422]);
  const isFirst = done[0].status === 303;
  await assertOnlySession(ground, userId, done[isFirst ? 0 : 1]);
  return isFirst ? 'the first' : 'the second';
}

async function assertOnlySession(ground: Ground, userId: string, { cookie }: Done): Promise<void> {
  assert.equal(await ground.isLoggedIn(cookie), true);
  assert.deepEqual(await ground.logIns(userId), { sessions: 1, series: 0 });
}

interface Changes {
  readonly changed: Done;
  readonly stepped: Done;
}

/** Whoever changed the account is logged in, and nobody else is, nor begins to be, nor is spared anything. */
async function assertOutAgain(
  ground: Ground,
  userId: string,
  { changed, stepped }: Changes,
): Promise<string> {
  await assertOnlySession(ground, userId, changed);
  assert.equal(stepped.status, 303);
  assert.equal(await ground.isLoggedIn(stepped.cookie), false);
  assert.equal(await ground.count('pending_log_ins', userId), 0);
  assert.equal(await ground.count('trusted_browsers', userId), 0);
  return stepped.location === '/login' ? 'over' : 'logged in before, and out again';
}

async function codesLeft({ accounts }: Ground, userId: string): Promise<number> {
  const codes = accounts.database.kysely.selectFrom('recovery_codes').select('code_hash');
  return (await codes.where('user_id', '=', userId).where('spent_at', 'is', null).execute()).length;
}

function totpOf({ accounts }: Ground, userId: string) {
  const totps = accounts.database.kysely.selectFrom('totps').select(['last_step', 'failures']);
  return totps.where('user_id', '=', userId).executeTakeFirstOrThrow();
}

async function setFailures({ accounts }: Ground, userId: string, failures: number): Promise<void> {
  const totps = accounts.database.kysely.updateTable('totps').set({ failures });
  await totps.where('user_id', '=', userId).execute();
}
