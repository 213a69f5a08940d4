import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { test } from 'node:test';
import { setImmediate as othersTurn } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { Deliver, OutgoingMail } from '@latchkey/accounts';
import { leftAt } from './left-at.ts';

const mail: OutgoingMail = {
  id: 1,
  recipient: 'ada@example.org',
  createdAtMs: 0,
  subject: 'Hello',
  text: 'Hello',
  html: '<p>Hello</p>',
};

/** Listens to the signal it is given and never stops listening, as some senders do. */
const listening: Deliver = async (_mail, { signal }) => {
  signal.addEventListener('abort', () => undefined);
  return { ok: true };
};

function listeners({ signal }: AbortController): number {
  return getEventListeners(signal, 'abort').length;
}

/** Bytes in use; the collector is there without `--expose-gc`. */
function heapMeter(): () => number {
  setFlagsFromString('--expose-gc');
  const collect: () => void = runInNewContext('gc');
  return () => {
    collect();
    return process.memoryUsage().heapUsed;
  };
}

test('nothing of a delivery outlives it: ten thousand leave neither listeners nor memory in use', async () => {
  const bytesInUse = heapMeter();
  const leaving = new AbortController();
  const carry = leftAt(leaving.signal, listening);
  const deliver = async (count: number) => {
    for (let done = 0; done < count; done += 1) {
      const tooLong = new AbortController();
      await carry(mail, { signal: tooLong.signal });
      assert.equal(listeners(tooLong), 0);
    }
    await othersTurn();
  };
  await deliver(1_000);
  const before = bytesInUse();
  await deliver(10_000);
  const kept = (bytesInUse() - before) / 10_000;
  assert.ok(kept < 200, `${kept.toFixed(0)} bytes a delivery`);
  assert.equal(listeners(leaving), 0);
});

test('a delivery that fails leaves nothing behind either', async () => {
  const [leaving, tooLong] = [new AbortController(), new AbortController()];
  const carry = leftAt(leaving.signal, async () => {
    throw new Error('no');
  });
  await assert.rejects(carry(mail, { signal: tooLong.signal }), /^Error: no$/);
  assert.deepEqual([listeners(leaving), listeners(tooLong)], [0, 0]);
});

test('whoever is told to stop, by either signal, hears it; only on leaving nobody waits for him', async () => {
  const [leaving, tooLong] = [new AbortController(), new AbortController()];
  const heard: string[] = [];
  const carry = leftAt(leaving.signal, ({ subject }, { signal }) => {
    signal.addEventListener('abort', () => heard.push(subject));
    return new Promise(() => undefined);
  });
  const late = carry({ ...mail, subject: 'late' }, { signal: tooLong.signal });
  const left = carry({ ...mail, subject: 'left' }, { signal: new AbortController().signal });
  tooLong.abort();
  assert.deepEqual(heard, ['late']);
  leaving.abort();
  const stopped = { ok: false, isPermanent: false, error: 'stopped' };
  assert.deepEqual(await Promise.all([late, left]), [stopped, stopped]);
  assert.deepEqual(heard, ['late', 'left']);
  assert.deepEqual(await carry(mail, { signal: tooLong.signal }), stopped, 'and none is begun any more');
});
