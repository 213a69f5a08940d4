import assert from 'node:assert/strict';
import { test } from 'node:test';
import { client, mailbox } from '../recovery/test-mailbox.ts';
import type { TestScope } from '../testing.ts';
import type { User } from '../users/user.ts';
import { endOtherSessions, endSessionOf } from './end.ts';
import { listSessions } from './list.ts';
import type { StoredSession } from './session.ts';
import { sessionStore } from './store.ts';
import { seriesOf, sessionOf } from './test-records.ts';

const dayMs = 86_400_000;

interface Begin extends Partial<StoredSession> {
  readonly user?: User;
  readonly agent?: string;
  readonly address?: string;
}

async function open(scope: TestScope) {
  const box = await mailbox(scope, { mail: { verification: 'off' } });
  const { accounts, clock, ada } = box;
  const store = sessionStore(accounts);
  /** With a series of its own name for a session that is remembered. */
  const begin = async (idHash: string, { user = ada, agent, address, ...changes }: Begin = {}) => {
    const session = sessionOf(user, idHash, { atMs: clock(), ...changes });
    const from = { agent, address };
    const isNew = session.series !== undefined && store.findSeries(session.series) === undefined;
    const series = isNew ? { next: seriesOf(user, session.series, { atMs: clock() }) } : undefined;
    await store.start(session, { user, client: from, ...(series && { series }) });
  };
  const list = (current?: string, user = ada) => listSessions(accounts, user, { current });
  const handles = async (current?: string) => (await list(current)).map(({ handle }) => handle);
  const alive = (...names: string[]) => names.filter((name) => store.find(name) !== undefined);
  return { ...box, store, begin, list, handles, alive };
}

test('every browser says what it is, from where, and since when; one’s own comes first', async (t) => {
  const { begin, list, clock } = await open(t);
  const proofs = [{ factor: 'password', atMs: clock() }];
  await begin('here', { agent: 'Firefox', address: '192.0.2.1', proofs });
  clock.advance(1000);
  await begin('there', { agent: 'Curl', address: '192.0.2.2', series: 'series there' });
  const [here, there] = await list('here');
  assert.deepEqual(
    { ...here, handle: '' },
    {
      handle: '',
      kind: 'session',
      agent: 'Firefox',
      address: '192.0.2.1',
      firstSeenAtMs: clock() - 1000,
      lastSeenAtMs: clock() - 1000,
      isCurrent: true,
      isRemembered: false,
      factors: ['password'],
    },
  );
  assert.deepEqual([there?.isCurrent, there?.isRemembered, there?.factors], [false, true, []]);
  assert.deepEqual(
    (await list()).map(({ agent }) => agent),
    ['Curl', 'Firefox'],
    'else the last seen',
  );
});

test('a browser that was closed and can come back without a password is there, and can be ended', async (t) => {
  const { accounts, ada, begin, list, store, clock } = await open(t);
  await begin('over', { series: 'series', agent: 'Firefox' });
  clock.advance(dayMs + 1);
  const [remembered, ...others] = await list();
  assert.ok(remembered !== undefined && others.length === 0);
  assert.deepEqual([remembered.kind, remembered.agent], ['remembered', 'Firefox']);
  await endSessionOf(accounts, { user: ada, handle: remembered.handle }, client);
  assert.equal(store.findSeries('series'), undefined);
  assert.deepEqual(await list(), []);
});

test('what is over is not there: by its age, by a password that was changed, or swept away', async (t) => {
  const { accounts, begin, list, ada, clock, database } = await open(t);
  const now = clock();
  await begin('idle', { createdAtMs: now - 2 * dayMs, lastSeenAtMs: now - dayMs - 1 });
  await begin('aged', { createdAtMs: now - 30 * dayMs - 1, lastSeenAtMs: now });
  await begin('good', { createdAtMs: now - 30 * dayMs, lastSeenAtMs: now - dayMs });
  assert.deepEqual((await list()).length, 1);
  assert.equal((await listSessions(accounts, ada, { sessionIdleMs: 2 * dayMs })).length, 2);
  assert.equal((await list('idle')).length, 2, 'whoever asks is in a session');
  await database.kysely.updateTable('users').set({ credentials_version: 2 }).execute();
  assert.deepEqual(await list(), []);
});

test('a browser that came back several times is one line', async (t) => {
  const { begin, list, clock } = await open(t);
  const from = { series: 'series', agent: 'Firefox', address: '192.0.2.1' };
  await begin('before', from);
  clock.advance(1000);
  await begin('now', from);
  const [line, ...others] = await list('now');
  assert.equal(others.length, 0);
  assert.deepEqual([line?.firstSeenAtMs, line?.lastSeenAtMs], [clock() - 1000, clock()]);
});

test('whoever came with a copied remember token is a line of its own; ending it ends the copied token', async (t) => {
  const { accounts, ada, begin, list, alive } = await open(t);
  await begin('owner', { series: 'series', agent: 'Firefox', address: '192.0.2.1' });
  await begin('thief', { series: 'series', agent: 'Firefox', address: '198.51.100.9' });
  const lines = await list('owner');
  assert.deepEqual(
    lines.map(({ address, isCurrent }) => [address, isCurrent]),
    [
      ['192.0.2.1', true],
      ['198.51.100.9', false],
    ],
  );
  const handle = lines[1]?.handle ?? '';
  const ended = await endSessionOf(accounts, { user: ada, handle, current: 'owner' }, client);
  assert.deepEqual(ended, { ok: true, isCurrent: true }, 'the owner has the same token');
  assert.deepEqual(alive('owner', 'thief'), []);
});

test('a handle gives nothing away, and is the same after the browser came back under a new id', async (t) => {
  const { begin, handles, store } = await open(t);
  await begin('plain');
  await begin('kept', { series: 'series' });
  const before = await handles('kept');
  for (const handle of before) assert.match(handle, /^[\w-]{22}$/);
  await store.end({ idHash: 'plain' });
  await begin('kept 2', { series: 'series' });
  assert.deepEqual(await handles('kept 2'), before.slice(0, 1));
});

test('one session ends with its remember token, nothing else does, and a mail says so', async (t) => {
  const { accounts, ada, begin, list, alive, store, written, audited } = await open(t);
  await begin('here', { series: 'series here' });
  await begin('there', { series: 'series there', agent: 'Curl' });
  const there = (await list('here')).find(({ agent }) => agent === 'Curl');
  const asked = { user: ada, handle: there?.handle ?? '', current: 'here' };
  assert.deepEqual(await endSessionOf(accounts, asked, client), { ok: true, isCurrent: false });
  assert.deepEqual(alive('here', 'there'), ['here']);
  assert.equal(store.findSeries('series there'), undefined);
  assert.notEqual(store.findSeries('series here'), undefined);
  assert.deepEqual(await audited('session-ended'), [{ who: ada.id, detail: null, actor: 'visitor' }]);
  assert.deepEqual(await endSessionOf(accounts, asked, client), { ok: false, reason: 'gone' });
  assert.deepEqual(
    (await written()).map(({ template, to }) => `${template} to ${to}`),
    ['sessions-ended to ada@example.com'],
  );
});

test('no mail tells of the end of one’s own session', async (t) => {
  const { accounts, ada, begin, handles, written } = await open(t);
  await begin('here');
  const [handle = ''] = await handles('here');
  const ended = await endSessionOf(accounts, { user: ada, handle, current: 'here' }, client);
  assert.deepEqual(ended, { ok: true, isCurrent: true });
  assert.deepEqual(await written(), []);
});

test('what was listed by longer times can be ended without saying them again', async (t) => {
  const { accounts, ada, begin, alive, store, clock } = await open(t);
  const seen = clock();
  await begin('idle', { agent: 'Curl' });
  await begin('remembered', { series: 'series' });
  clock.advance(40 * dayMs);
  const times = { sessionIdleMs: 60 * dayMs, sessionMaximumMs: 60 * dayMs, rememberIdleMs: 60 * dayMs };
  const listed = await listSessions(accounts, ada, times);
  assert.deepEqual(
    listed.map(({ firstSeenAtMs }) => firstSeenAtMs),
    [seen, seen],
  );
  for (const { handle } of listed) {
    const ended = await endSessionOf(accounts, { user: ada, handle }, client);
    assert.deepEqual(ended, { ok: true, isCurrent: false });
  }
  assert.deepEqual(alive('idle', 'remembered'), []);
  assert.equal(store.findSeries('series'), undefined);
});

test('the handle of somebody else’s session names nothing, like one that never was', async (t) => {
  const { accounts, ada, add, begin, list, alive, audited } = await open(t);
  const bob = await add({ username: 'bob', password: 'kestrel on the mast' });
  await begin('bob’s', { user: bob, series: 'series of bob' });
  const [his] = await list(undefined, bob);
  for (const handle of [his?.handle ?? '', 'nonsense', '']) {
    const ended = await endSessionOf(accounts, { user: ada, handle }, client);
    assert.deepEqual(ended, { ok: false, reason: 'gone' });
  }
  assert.deepEqual(alive('bob’s'), ['bob’s']);
  assert.deepEqual(await audited('session-ended'), []);
});

test('all others end at once, the browser that asks stays remembered, and a mail says so', async (t) => {
  const { accounts, ada, add, begin, list, alive, store, written, audited } = await open(t);
  const bob = await add({ username: 'bob', password: 'kestrel on the mast' });
  await begin('here', { series: 'series here' });
  await begin('there', { series: 'series there' });
  await begin('elsewhere');
  await begin('bob’s', { user: bob });
  await endOtherSessions(accounts, { user: ada, keep: 'here' }, client);
  assert.deepEqual(alive('here', 'there', 'elsewhere', 'bob’s'), ['here', 'bob’s']);
  assert.notEqual(store.findSeries('series here'), undefined);
  assert.equal(store.findSeries('series there'), undefined);
  assert.equal((await list('here')).length, 1);
  assert.equal((await audited('sessions-ended')).length, 1);
  assert.deepEqual(
    (await written()).map(({ template, to }) => `${template} to ${to}`),
    ['sessions-ended to ada@example.com'],
  );
});

test('to end all others where there are none writes nothing, however often', async (t) => {
  const { accounts, ada, begin, written, audited } = await open(t);
  await begin('here', { series: 'series here' });
  const end = () => endOtherSessions(accounts, { user: ada, keep: 'here' }, client);
  for (let count = 0; count < 3; count++) assert.deepEqual(await end(), { ok: true });
  assert.deepEqual([await written(), await audited('sessions-ended')], [[], []]);
});
