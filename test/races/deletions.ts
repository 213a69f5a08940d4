import assert from 'node:assert/strict';
import type { Done, FilledForm } from './act.ts';
import { fillIn, type Ground, oldPassword } from './ground.ts';
import type { Race } from './race.ts';

export const deletionRaces: readonly Race[] = [
  {
    name: 'the deletion of an account against a log-in: it is kept and logged in, or gone and refused',
    async run(ground, { name, delayMs }) {
      const user = await ground.add(name);
      const due = { deletes_at: ground.accounts.clock() - 1 };
      await ground.accounts.database.kysely.updateTable('users').set(due).where('id', '=', user.id).execute();
      const logIn = await fillInLogIn(ground, name);
      const [deletion, loggedIn] = await ground.pair.together('delete-due', logIn, {
        delayMs: delayMs(-40, 5),
      });
      const row = await ground.row(user.id);
      assert.equal(deletion.status, row === undefined ? 1 : 0);
      if (row === undefined) {
        await assertRefused(ground, user.id, loggedIn);
        return 'gone, and refused';
      }
      assert.equal(row.deletes_at, null);
      await assertLoggedIn(ground, loggedIn);
      return 'kept, and logged in';
    },
  },
  {
    name: 'asking for the deletion against a log-in: it is waited for and nobody is logged in, or taken back by who is',
    async run(ground, { name, delayMs }) {
      const user = await ground.add(name);
      const owner = await ground.signedIn(user);
      const asking = await fillIn(owner, '/account/delete', { confirmation: name });
      const logIn = await fillInLogIn(ground, name);
      const [asked, loggedIn] = await ground.pair.together(asking, logIn, { delayMs: delayMs(-40, 15) });
      assert.equal(asked.location, '/');
      assert.equal(await ground.isLoggedIn(asking.cookie), false, 'the session in which it was asked');
      if ((await ground.row(user.id))?.deletes_at === null) {
        await assertLoggedIn(ground, loggedIn);
        return 'taken back, and logged in';
      }
      assert.equal(await ground.isLoggedIn(loggedIn.cookie), false);
      assert.deepEqual(await ground.logIns(user.id), { sessions: 0, series: 0 });
      return loggedIn.status === 303 ? 'logged in before, and out again' : 'refused';
    },
  },
];

function fillInLogIn(ground: Ground, name: string): Promise<FilledForm> {
  const fields = { email: name, password: oldPassword, remember: 'on' };
  return fillIn(ground.browser(), '/login', fields);
}

async function assertLoggedIn(ground: Ground, { status, cookie }: Done): Promise<void> {
  assert.equal(status, 303);
  assert.equal(await ground.isLoggedIn(cookie), true);
}

async function assertRefused(ground: Ground, userId: string, { status, cookie }: Done): Promise<void> {
  assert.equal(status, 422);
  assert.equal(await ground.isLoggedIn(cookie), false);
  assert.deepEqual(await ground.logIns(userId), { sessions: 0, series: 0 });
}
