import assert from 'node:assert/strict';
import { askForMagicLink, askForReset } from '@latchkey/accounts';
import { fillIn, type Ground, oldPassword } from './ground.ts';
import type { Race } from './race.ts';

const client = { address: '192.0.2.1' };
const newPassword = 'heron under the pier';
const otherPassword = 'curlew by the weir';

export const passwordRaces: readonly Race[] = [
  {
    name: 'a reset link spent twice at once works once, and the password is that of the click that worked',
    async run(ground, { name, delayMs }) {
      const user = await ground.add(name);
      await askForReset(ground.accounts, { identifier: name }, client);
      const token = await ground.mailed('reset-password', `${name}@example.org`);
      const reset = (password: string) => {
        const fields = { page: '/login', token, password, confirm_password: password };
        return fillIn(ground.browser(), '/reset', fields);
      };
      const [one, other] = await ground.pair.together(await reset(newPassword), await reset(otherPassword), {
        delayMs: delayMs(-10, 10),
      });
      assert.deepEqual([one.status, other.status].sort(), [303, 410]);
      const isFirst = one.status === 303;
      await assertPassword(ground, user.id, isFirst ? newPassword : otherPassword);
      assert.equal((await ground.row(user.id))?.credentials_version, 2);
      assert.equal(await ground.livingTokens(user.id), 0);
      return isFirst ? 'the first' : 'the second';
    },
  },
  {
    name: 'a log-in against a change of the password: no session of the old password is alive',
    async run(ground, { name, delayMs }) {
      const user = await ground.add(name);
      const change = await fillInChange(ground, user);
      const fields = { email: name, password: oldPassword, remember: 'on' };
      const logIn = await fillIn(ground.browser(), '/login', fields);
      const [changed, loggedIn] = await ground.pair.together(change, logIn, { delayMs: delayMs(-15, 45) });
      assert.equal(changed.location, '/dashboard');
      assert.ok([303, 422].includes(loggedIn.status), `${loggedIn.status}`);
      await assertOnlySession(ground, { userId: user.id, alive: changed.cookie, dead: loggedIn.cookie });
      // Neither has a new hash of the old password come in between.
      await assertPassword(ground, user.id, newPassword);
      return loggedIn.status === 303 ? 'logged in before, and out again' : 'refused';
    },
  },
  {
    name: 'a log-in by mail against a change of the password: no session of before is alive',
    async run(ground, { name, delayMs }) {
      const user = await ground.add(name);
      const asked = await askForMagicLink(ground.accounts, { identifier: name }, client);
      assert.ok(asked.ok);
      const browser = ground.browser();
      browser.cookies.set('latchkey_magic', asked.browser);
      const token = await ground.mailed('magic-link', `${name}@example.org`);
      const open = await fillIn(browser, '/login/link/open', { page: '/login', token });
      const change = await fillInChange(ground, user);
      const [changed, loggedIn] = await ground.pair.together(change, open, { delayMs: delayMs(10, 60) });
      assert.equal(changed.location, '/dashboard');
      assert.ok([303, 410].includes(loggedIn.status), `${loggedIn.status}`);
      await assertOnlySession(ground, { userId: user.id, alive: changed.cookie, dead: loggedIn.cookie });
      assert.equal(await ground.livingTokens(user.id), 0);
      return loggedIn.status === 303 ? 'logged in before, and out again' : 'refused';
    },
  },
];

async function fillInChange(ground: Ground, user: Parameters<Ground['signedIn']>[0]) {
  const owner = await ground.signedIn(user);
  const fields = { current_password: oldPassword, password: newPassword, confirm_password: newPassword };
  return fillIn(owner, '/account/password', fields);
}

async function assertPassword(ground: Ground, userId: string, password: string): Promise<void> {
  const hash = (await ground.row(userId))?.password_hash ?? undefined;
  const verified = await ground.accounts.passwords.verify(password, hash);
  assert.ok(verified !== 'busy' && verified.matches, 'the password is another one');
}

interface Cookies {
  readonly userId: string;
  readonly alive: string;
  readonly dead: string;
}

async function assertOnlySession(ground: Ground, { userId, alive, dead }: Cookies): Promise<void> {
  assert.equal(await ground.isLoggedIn(alive), true);
  assert.equal(await ground.isLoggedIn(dead), false);
  assert.deepEqual(await ground.logIns(userId), { sessions: 1, series: 0 });
}
