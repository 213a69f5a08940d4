import assert from 'node:assert/strict';
import { askForMagicLink, askToSignUp } from '@latchkey/accounts';
import type { FilledForm } from './act.ts';
import { fillIn, type Ground, oldPassword } from './ground.ts';
import type { Race } from './race.ts';

const client = { address: '192.0.2.1' };

export const linkRaces: readonly Race[] = [
  {
    name: 'two sign-ups with one address confirmed at once make one account',
    async run(ground, { name, delayMs }) {
      const email = `${name}@example.net`;
      const one = await fillInSignUp(ground, { username: name, email });
      const other = await fillInSignUp(ground, { username: ground.newName(), email });
      const done = await ground.pair.together(one, other, { delayMs: delayMs(-2, 2) });
      assert.deepEqual(done.map(({ status }) => status).sort(), [303, 410]);
      assert.equal((await accountsOf(ground, email)).length, 1);
      assert.equal(await waitingSignUps(ground, email), 0);
      return done[0].status === 303 ? 'the first' : 'the second';
    },
  },
  {
    name: 'a sign-up confirmed twice at once makes one account',
    async run(ground, { name, delayMs }) {
      const email = `${name}@example.net`;
      const link = await fillInSignUp(ground, { username: name, email });
      const done = await ground.pair.together(link, link, { delayMs: delayMs(-2, 2) });
      assert.deepEqual(done.map(({ status }) => status).sort(), [303, 410]);
      assert.equal((await accountsOf(ground, email)).length, 1);
      return done[0].status === 303 ? 'the first' : 'the second';
    },
  },
  {
    name: 'two sign-ups with one user name confirmed at once: one has it, and the other may choose again',
    async run(ground, { name, delayMs }) {
      const [email, otherEmail] = [`${name}-one@example.net`, `${name}-two@example.net`];
      const one = await fillInSignUp(ground, { username: name, email });
      const other = await fillInSignUp(ground, { username: name, email: otherEmail });
      const done = await ground.pair.together(one, other, { delayMs: delayMs(-2, 2) });
      assert.deepEqual(done.map(({ status }) => status).sort(), [303, 422]);
      const isFirst = done[0].status === 303;
      const [winner, loser] = isFirst ? [email, otherEmail] : [otherEmail, email];
      assert.deepEqual(await accountsOf(ground, winner), [name]);
      assert.deepEqual(await accountsOf(ground, loser), []);
      assert.equal(await waitingSignUps(ground, loser), 1);
      return isFirst ? 'the first' : 'the second';
    },
  },
  {
    name: 'a log-in link opened twice at once logs in once',
    async run(ground, { name, delayMs }) {
      const user = await ground.add(name);
      const asked = await askForMagicLink(ground.accounts, { identifier: name }, client);
      assert.ok(asked.ok);
      const browser = ground.browser();
      browser.cookies.set('latchkey_magic', asked.browser);
      const token = await ground.mailed('magic-link', `${name}@example.org`);
      const link = await fillIn(browser, '/login/link/open', { page: '/login', token });
      const done = await ground.pair.together(link, link, { delayMs: delayMs(-2, 2) });
      assert.deepEqual(done.map(({ status }) => status).sort(), [303, 410]);
      const isFirst = done[0].status === 303;
      assert.equal(await ground.isLoggedIn(done[isFirst ? 0 : 1].cookie), true);
      assert.deepEqual(await ground.logIns(user.id), { sessions: 1, series: 0 });
      return isFirst ? 'the first' : 'the second';
    },
  },
];

interface Names {
  readonly username: string;
  readonly email: string;
}

/** The button under the mailed link, in the browser that signed up. */
async function fillInSignUp(ground: Ground, names: Names): Promise<FilledForm> {
  const asked = await askToSignUp(ground.withoutHashing, { ...names, password: oldPassword }, client);
  assert.ok(asked.ok);
  const browser = ground.browser();
  browser.cookies.set('latchkey_signup', asked.browser);
  const token = await ground.mailed('verify-address', names.email);
  return await fillIn(browser, '/verify', { page: '/login', token });
}

async function accountsOf({ accounts }: Ground, email: string): Promise<(string | null)[]> {
  const users = accounts.database.kysely.selectFrom('users').select('username');
  return (await users.where('email', '=', email).execute()).map(({ username }) => username);
}

async function waitingSignUps({ accounts }: Ground, email: string): Promise<number> {
  const waiting = accounts.database.kysely.selectFrom('pending_sign_ups').select('token_hash');
  return (await waiting.where('email', '=', email).execute()).length;
}
