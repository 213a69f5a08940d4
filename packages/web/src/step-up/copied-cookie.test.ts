import assert from 'node:assert/strict';
import { test } from 'node:test';
import { password, submit, textOf } from '../test-site.ts';
import { adaOnce, goal, press, proveCode, resumePageOf, send } from './test-host.ts';

const agent = { 'user-agent': 'another browser' };

test('whoever has copied the session puts a form of his own in place of hers: her proof does not lead to it', async (t) => {
  const { ada, app, done } = await adaOnce(t);
  const refused = await send(ada, '/gift', { fields: { amount: '5', to: 'bob' } });
  const thief = ada.copy();
  const his = await send(thief, '/gift', { fields: { amount: '5000', to: 'eve' }, headers: agent });
  assert.notEqual(resumePageOf(his), resumePageOf(refused));
  const asked = await textOf(await ada.get(goal(refused)));
  assert.doesNotMatch(asked, /Give 5/, 'the page no longer says what is not what she sent');
  const second = goal(await submit(ada, goal(refused), { fields: { password } }));
  const path = goal(await proveCode(ada, second, app));
  assert.equal(goal(await ada.get(path)), '/dashboard');
  assert.deepEqual(done, []);
});

test('what he has sent waits for her click alone: her proof does not count in his browser', async (t) => {
  const { ada, app, done } = await adaOnce(t);
  const thief = ada.copy();
  const his = await send(thief, '/gift', { fields: { amount: '5000', to: 'eve' }, headers: agent });
  await submit(ada, '/confirm', { fields: { password } });
  await proveCode(ada, '/confirm/factor', app);
  assert.match(goal(await thief.get(resumePageOf(his), agent)), /^\/login/, 'her new session is not his');
  assert.deepEqual(done, []);
});

test('a form that waits for one page is not sent by a click meant for another', async (t) => {
  const { site, ada, app, done } = await adaOnce(t);
  const refused = await send(ada, '/gift', { fields: { amount: '5' } });
  const second = goal(await submit(ada, goal(refused), { fields: { password } }));
  const path = goal(await proveCode(ada, second, app));
  assert.equal(goal(await send(ada, '/note', { fields: { note: 'a snark' } })), '/done');
  assert.deepEqual(done, [{ path: '/note', fields: { note: 'a snark' } }]);
  const rows = await site.accounts.database.kysely.selectFrom('kept_requests').selectAll().execute();
  assert.equal(rows.length, 1);
  assert.equal(goal(await press(ada, path)), '/done');
  assert.deepEqual(
    done.map(({ path: to }) => to),
    ['/note', '/gift'],
  );
});
