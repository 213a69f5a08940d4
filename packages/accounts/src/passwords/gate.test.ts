import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setImmediate as nextTick } from 'node:timers/promises';
import { createGate } from './gate.ts';

describe('the gate', () => {
  it('lets no more than three people inside at once when 200 come together', async () => {
    const { work, most } = crowd();
    const gate = createGate({ atOnce: 3, queue: 200, patienceMs: 3000 });
    const answers = await Promise.all(numbers(200).map((n) => gate.pass(() => work(n))));
    assert.equal(most(), 3);
    assert.deepEqual(answers, numbers(200));
  });

  it('answers busy at once, with the work not begun, when the queue is full', async () => {
    const { work, begun } = crowd();
    const gate = createGate({ atOnce: 2, queue: 10, patienceMs: 3000 });
    const answers = await Promise.all(numbers(200).map((n) => gate.pass(() => work(n))));
    assert.deepEqual(answers.slice(0, 12), numbers(12));
    assert.ok(answers.slice(12).every((answer) => answer === 'busy'));
    assert.deepEqual(begun, numbers(12));
  });

  it('lets nobody take more than a quarter of the queue', async () => {
    const { work } = crowd();
    const gate = createGate({ atOnce: 1, queue: 100, patienceMs: 3000 });
    const greedy = numbers(200).map((n) => gate.pass(() => work(n), { share: 'mallory' }));
    const ada = gate.pass(() => work(1000), { share: 'ada' });
    const answers = await Promise.all(greedy);
    assert.equal(answers.filter((answer) => answer !== 'busy').length, 26);
    assert.equal(await ada, 1000);
  });

  it('serves first who came first', async () => {
    const { work, begun } = crowd();
    const gate = createGate({ atOnce: 1, queue: 200, patienceMs: 3000 });
    await Promise.all(numbers(50).map((n) => gate.pass(() => work(n))));
    assert.deepEqual(begun, numbers(50));
  });

  it('does not let a newcomer slip in before those who wait', async () => {
    const { work, begun } = crowd();
    const gate = createGate({ atOnce: 1, queue: 200, patienceMs: 3000 });
    const first = gate.pass(() => work(0));
    const waiting = gate.pass(() => work(1));
    const newcomer = first.then(() => gate.pass(() => work(2)));
    await Promise.all([waiting, newcomer]);
    assert.deepEqual(begun, [0, 1, 2]);
  });

  it('gives the place back when the work throws, and hands the error to its caller', async () => {
    const gate = createGate({ atOnce: 1, queue: 100, patienceMs: 3000 });
    const failures = numbers(50).map((n) =>
      assert.rejects(
        gate.pass(async () => {
          await nextTick();
          throw new Error(`work ${n} failed`);
        }),
        { message: `work ${n} failed` },
      ),
    );
    const sudden = assert.rejects(
      gate.pass(() => {
        throw new Error('failed before its first await');
      }),
      { message: 'failed before its first await' },
    );
    await Promise.all([...failures, sudden]);
    assert.equal(await gate.pass(async () => 'served'), 'served');
  });

  it('turns away whoever waited longer than the patience, and serves those behind who have not', async () => {
    let nowMs = 0;
    const gate = createGate({ atOnce: 1, queue: 10, patienceMs: 3000, clock: () => nowMs });
    const { promise: slowWork, resolve: finish } = Promise.withResolvers<string>();
    const slow = gate.pass(() => slowWork);
    const early = gate.pass(async () => 'early');
    nowMs = 2000;
    const late = gate.pass(async () => 'late');
    nowMs = 3001;
    finish('slow');
    assert.deepEqual(await Promise.all([slow, early, late]), ['slow', 'busy', 'late']);
    assert.equal(await gate.pass(async () => 'free again'), 'free again');
  });

  it('with a queue of none turns everyone away who does not find a free place', async () => {
    const gate = createGate({ atOnce: 1, queue: 0, patienceMs: 3000 });
    const both = [gate.pass(async () => 'first'), gate.pass(async () => 'second')];
    assert.deepEqual(await Promise.all(both), ['first', 'busy']);
  });
});

function numbers(count: number): number[] {
  return Array.from({ length: count }, (_, n) => n);
}

/** Work that counts who is inside. */
function crowd() {
  let inside = 0;
  let most = 0;
  const begun: number[] = [];
  async function work(n: number): Promise<number> {
    begun.push(n);
    inside += 1;
    most = Math.max(most, inside);
    await nextTick();
    inside -= 1;
    return n;
  }
  return { work, begun, most: () => most };
}
