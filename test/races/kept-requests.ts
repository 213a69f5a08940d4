import assert from 'node:assert/strict';
import type { User } from '@latchkey/accounts';
import { fillIn, type Ground, oldPassword } from './ground.ts';
import type { Race } from './race.ts';

export const keptRequestRaces: readonly Race[] = [
  {
    name: 'a form that waits for a proof against a log-out: nothing waits, and nobody is logged in',
    async run(ground, { name, delayMs }) {
      const { browser, form, user } = await fillInStale(ground, name);
      const logOut = await fillIn(browser, '/logout', { page: '/dashboard' });
      const [sent, out] = await ground.pair.together(form, logOut, { delayMs: delayMs(-2, 4) });
      assert.equal(out.location, '/login');
      assert.equal(await ground.count('kept_requests', user.id), 0);
      assert.deepEqual(await ground.logIns(user.id), { sessions: 0, series: 0 });
      return isKept(sent) ? 'kept, and discarded' : 'not kept';
    },
  },
  {
    name: 'a form that waits for a proof against the proof in another tab: what was said to wait goes on with the session',
    async run(ground, { name, delayMs }) {
      const { browser, form, user } = await fillInStale(ground, name);
      const proof = await fillIn(browser, '/confirm', { password: oldPassword });
      const [proven, sent] = await ground.pair.together(proof, form, { delayMs: delayMs(10, 60) });
      assert.equal(proven.location, '/dashboard');
      assert.equal(await ground.isLoggedIn(proven.cookie), true);
      assert.deepEqual(await ground.logIns(user.id), { sessions: 1, series: 0 });
      assert.equal(await ground.count('kept_requests', user.id), isKept(sent) ? 1 : 0);
      return isKept(sent) ? 'kept' : 'not kept';
    },
  },
];

/** A form that asks for a fresh log-in and is kept where there is none, in a session of long ago. */
async function fillInStale(ground: Ground, name: string) {
  const user: User = await ground.add(name);
  const browser = await ground.signedIn(user, []);
  const path = '/account/sessions/end-others';
  return { user, browser, form: await fillIn(browser, path, { page: '/account/sessions' }) };
}

function isKept({ location }: { readonly location: string | undefined }): boolean {
  return location?.includes('resume') === true;
}
