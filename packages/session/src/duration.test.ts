import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { inspect } from 'node:util';
import { durationMs } from './duration.ts';
import { createLogin } from './login.ts';
import { createMemoryStore } from './memory-store.ts';
import { dayMs, hourMs, minuteMs, type Person, secret, testApp } from './test-app.ts';

/** Shaped like `Temporal.Duration`: nothing of its own, every unit inherited. */
function typed(parts: Readonly<Record<string, number>>): object {
  const units = { years: 0, months: 0, weeks: 0, days: 0, hours: 0, minutes: 0, seconds: 0 };
  return Object.create({ ...units, ...parts });
}

// Proof: `Temporal` is what its standard says, where it is there at all.
const temporal = (
  Reflect.get(globalThis, 'Temporal') as undefined | { Duration: { from(text: string): object } }
)?.Duration;

describe('a duration', () => {
  const fine: [duration: unknown, ms: number][] = [
    [1, 1000],
    [90, 90_000],
    [1.5, 1500],
    [{ seconds: 1 }, 1000],
    [{ minutes: 1 }, minuteMs],
    [{ hours: 1 }, hourMs],
    [{ days: 30 }, 30 * dayMs],
    [{ weeks: 2 }, 14 * dayMs],
    [{ weeks: 1, days: 1, hours: 1, minutes: 1, seconds: 1 }, 8 * dayMs + hourMs + minuteMs + 1000],
    [{ days: 1, hours: undefined }, dayMs],
  ];
  for (const [duration, ms] of fine) {
    it(`of ${name(duration)} is ${ms} ms`, () => assert.equal(durationMs(duration), ms));
  }

  const wrong: unknown[] = [
    ...[0, -1, 0.999, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.MAX_VALUE],
    ...['30 days', '30', 'P30D', '', true, false, null, undefined, 30n, Symbol('30'), () => 30],
    ...[{}, [], [30], new Date(0), new Map([['days', 30]])],
    ...[
      { day: 30 },
      { days: '30' },
      { days: Number.NaN },
      { days: -1 },
      { days: 1, hours: -24 },
      { days: null },
    ],
    ...[
      { milliseconds: 86_400_000 },
      { days: 30, foreign: 1 },
      { constructor: 1 },
      { years: 1 },
      { months: 1 },
    ],
    ...[{ days: 30n }, withItself({ days: 1 })],
  ];
  for (const duration of wrong) {
    it(`of ${name(duration)} is refused with a code`, () => {
      assert.throws(() => durationMs(duration), { code: 'duration-invalid' });
    });
  }

  it('may be an object with a type of its own, whose units are all inherited', () => {
    assert.equal(durationMs(typed({ days: 30, hours: 12 })), 30.5 * dayMs);
    for (const parts of [{}, { years: 1 }, { months: 1, days: 1 }]) {
      assert.throws(() => durationMs(typed(parts)), { code: 'duration-invalid' });
    }
  });

  it('may be a Temporal.Duration', { skip: temporal === undefined && 'this Node has none' }, () => {
    const from = (text: string): unknown => temporal?.from(text);
    assert.equal(durationMs(from('P30DT12H')), 30.5 * dayMs);
    assert.equal(durationMs(from('P1W')), 7 * dayMs);
    for (const text of ['P1Y', 'P1M', '-P1D', 'PT0S', 'P1MT1S']) {
      assert.throws(() => durationMs(from(text)), { code: 'duration-invalid' }, text);
    }
  });

  // Stores keep whole numbers: a part of a millisecond would be a log-in that fails in the store.
  it('is a whole number of milliseconds', () => {
    for (const duration of [1.0005, 2 / 3 + 1, { days: 1 / 7 }, { hours: 0.001 }]) {
      const ms = durationMs(duration);
      assert.ok(Number.isInteger(ms), `${name(duration)} is ${ms} ms`);
    }
  });
});

describe('a wrong duration', () => {
  it('is noticed when the login is created', () => {
    const settings = { secrets: [secret], userId: ({ id }: { id: string }) => id, loadUser: () => undefined };
    for (const rememberDuration of [0, -1, Number.NaN, {}, { days: 0 }]) {
      const create = () => createLogin({ ...settings, store: createMemoryStore(), rememberDuration });
      assert.throws(create, { code: 'duration-invalid' });
    }
  });

  for (const remember of [true, false]) {
    it(`is noticed at the log-in${remember ? '' : ', remembered or not'}, before anything is begun`, async () => {
      const store = { ...createMemoryStore<Person>(), start: () => assert.fail('a session was begun') };
      const { login } = testApp({ store });
      const visit = login.open(new Request('http://localhost/'));
      const logIn = visit.logIn({ id: 'ada', active: true }, { remember, duration: { days: -1 } });
      await assert.rejects(logIn, { code: 'duration-invalid' });
      assert.deepEqual(visit.close(new Response()).headers.getSetCookie(), []);
    });
  }
});

function withItself(parts: object): object {
  return Object.assign(parts, { itself: parts });
}

function name(duration: unknown): string {
  return inspect(duration, { breakLength: Number.POSITIVE_INFINITY });
}
