import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Duration } from './duration.ts';
import { createMemoryStore } from './memory-store.ts';
import type { SeriesRecord, SessionStore } from './store.ts';
import { dayMs, hourMs, minuteMs, type Person, type TestSettings, testApp, whoami } from './test-app.ts';
import type { Browser } from './testing.ts';
import type { LogInOptions } from './visit.ts';

const ada: Person = { id: 'ada', active: true };
const restored = 'known ada via remember';

describe('being remembered', () => {
  it('brings the user back after the browser was closed: remembered, and not fresh', async () => {
    const { browser } = await remembered();
    browser.restart();
    assert.equal(await whoami(browser), restored);
    assert.equal((await browser.get('/account')).headers.get('location'), '/confirm?next=%2Faccount');
  });

  it('can be asked: a visitor who will be remembered has a series, before and after the browser was closed', async () => {
    const { browser, seriesSeen } = await remembered();
    await browser.get('/remembered');
    browser.restart();
    await browser.get('/remembered');
    await browser.post('/confirm');
    await browser.get('/remembered');
    const [first, ...others] = seriesSeen;
    assert.match(first ?? '', /^[\w-]{22}$/);
    assert.deepEqual(others, [first, first]);
    await browser.post('/login');
    await browser.get('/remembered');
    assert.equal(seriesSeen.at(-1), undefined);
  });

  it('tells of each log-in that it restores, with the user', async () => {
    const heard: unknown[] = [];
    const { browser } = await remembered({
      settings: { events: { restored: (user) => void heard.push(user) } },
    });
    await whoami(browser);
    assert.deepEqual(heard, []);
    browser.restart();
    await whoami(browser);
    await whoami(browser);
    assert.deepEqual(heard, [ada]);
  });

  for (const cookie of [
    'foo',
    'ada|7d276051c1eec578ed86f6b8478f7f7d',
    `${'s'.repeat(22)}.${'t'.repeat(43)}`,
  ]) {
    it(`does not come of the cookie ${cookie.slice(0, 30)}, which goes`, async () => {
      const { browser } = await remembered();
      browser.cookies.delete('latchkey_session');
      browser.cookies.set('latchkey_remember', cookie);
      assert.equal(await whoami(browser), 'anonymous');
      assert.equal(browser.cookies.has('latchkey_remember'), false);
    });
  }

  it('holds 30 days from the last use, where nothing else is said', async () => {
    const { browser, app, maxAge } = await remembered();
    assert.equal(maxAge, 30 * 86_400);
    await assertLasts({ browser, app }, 30 * dayMs);
  });
});

/** What a `Temporal.Duration` looks like to the compiler. */
interface TemporalDuration {
  readonly years: number;
  readonly months: number;
  readonly weeks: number;
  readonly days: number;
  readonly hours: number;
  readonly minutes: number;
  readonly seconds: number;
  readonly milliseconds: number;
}
interface TemporalNamespace {
  readonly Duration: { from(text: string): TemporalDuration };
}
// Node has it from version 26 on.
const temporal: TemporalNamespace | undefined = Reflect.get(globalThis, 'Temporal');

const durations: [what: string, duration: Duration, ms: number][] = [
  ['a number of seconds', 172_800, 2 * dayMs],
  ['days', { days: 2 }, 2 * dayMs],
  ['parts that add up', { weeks: 1, days: 1, hours: 2, minutes: 3, seconds: 4 }, 8 * dayMs + 7_384_000],
  ['part of an hour', { hours: 0.5 }, 30 * minuteMs],
  ['more than the setting says otherwise', { days: 60 }, 60 * dayMs],
];
if (temporal !== undefined)
  durations.push(['a Temporal.Duration', temporal.Duration.from('P1DT7H'), 31 * hourMs]);

describe('how long one is remembered', () => {
  for (const [what, duration, ms] of durations) {
    it(`is a setting, given as ${what}`, async () => {
      const { maxAge, ...scene } = await remembered({ settings: { rememberDuration: duration } });
      assert.equal(maxAge, ms / 1000);
      assert.equal(scene.latest()?.lifetimeMs, undefined);
      await assertLasts(scene, ms);
    });

    it(`is a choice of the log-in, given as ${what}, whatever the setting says`, async () => {
      for (const rememberDuration of [{ hours: 1 }, { days: 90 }]) {
        const { maxAge, ...scene } = await remembered({
          options: { duration },
          settings: { rememberDuration },
        });
        assert.equal(maxAge, ms / 1000);
        assert.equal(scene.latest()?.lifetimeMs, ms);
        await assertLasts(scene, ms);
      }
    });
  }

  it('is a Temporal.Duration only of a length that is fixed', async () => {
    for (const text of ['P1Y', 'P1M', 'P1M1D', 'PT0S', '-P1D']) {
      if (temporal === undefined) continue;
      const rememberDuration = temporal.Duration.from(text);
      assert.throws(() => testApp({ rememberDuration }), { code: 'duration-invalid' });
    }
  });

  it('is kept over every rotation, in the cookie and in the store', async () => {
    const { browser, app, latest } = await remembered({ options: { duration: { hours: 7 } } });
    const seen = new Set<string | undefined>();
    for (let uses = 0; uses < 4; uses++) {
      app.later(6 * hourMs);
      browser.restart();
      const answer = await browser.get('/whoami');
      assert.equal(await answer.text(), restored);
      assert.equal(maxAgeOf(answer, 'latchkey_remember'), 7 * 3600);
      assert.equal(latest()?.lifetimeMs, 7 * hourMs);
      seen.add(latest()?.tokenHash);
    }
    assert.equal(seen.size, 4);
    await assertLasts({ browser, app }, 7 * hourMs);
  });

  it('never leads beyond a year after the log-in', async () => {
    const { browser, app, maxAge } = await remembered({ options: { duration: { days: 1000 } } });
    assert.equal(maxAge, 365 * 86_400);
    app.later(360 * dayMs);
    browser.restart();
    const answer = await browser.get('/whoami');
    assert.equal(await answer.text(), restored);
    assert.equal(maxAgeOf(answer, 'latchkey_remember'), 5 * 86_400);
    app.later(5 * dayMs + 1);
    browser.restart();
    assert.equal(await whoami(browser), 'anonymous');
  });

  const wrong: [what: string, duration: unknown][] = [
    ['a text', '123'],
    ['null', null],
    ['true', true],
    ['nothing', 0],
    ['less than nothing', -1],
    ['not a number', Number.NaN],
    ['without an end', Number.POSITIVE_INFINITY],
    ['less than a second', { seconds: 0.5 }],
    ['no parts', {}],
    ['parts that are texts', { days: '2' }],
    ['parts that are big integers', { days: 2n }],
    ['a big integer', 172_800n],
    ['months, which have no fixed length', { months: 1 }],
    ['a misspelt part beside a good one', { days: 1, minute: 5 }],
    ['parts that cancel each other out', { days: 1, hours: -24 }],
    ['a date', new Date(Date.UTC(2027, 0, 1))],
    ['a list', [30]],
    ['a function', () => 30],
  ];
  for (const [what, duration] of wrong) {
    it(`is not ${what}: refused when the login is built`, () => {
      // @ts-expect-error: not a `Duration`
      assert.throws(() => testApp({ rememberDuration: duration }), { code: 'duration-invalid' });
    });

    it(`is not ${what}: refused by the log-in, which begins no session`, async () => {
      const store = { ...createMemoryStore<Person>(), start: () => assert.fail('a session was begun') };
      for (const remember of [true, false]) {
        const visit = testApp({ store }).login.open(new Request('http://localhost/'));
        // @ts-expect-error: not a `Duration`
        const options: LogInOptions = { remember, duration };
        await assert.rejects(visit.logIn(ada, options), { code: 'duration-invalid' });
        assert.deepEqual(visit.close(new Response()).headers.getSetCookie(), []);
      }
    });
  }
});

describe('a remember cookie', () => {
  it('without `rememberRefresh` is written only when it restores: its end does not move meanwhile', async () => {
    const { browser, app, latest } = await remembered({ options: { duration: { days: 2 } } });
    for (let hours = 0; hours < 47; hours++) {
      app.later(hourMs);
      const answer = await browser.get('/whoami');
      assert.equal(maxAgeOf(answer, 'latchkey_remember'), undefined);
    }
    assert.equal(latest()?.lastUsedAtMs, app.now() - 47 * hourMs);
    app.later(hourMs + 1);
    browser.restart();
    assert.equal(await whoami(browser), 'anonymous');
  });

  it('with `rememberRefresh` lives as long again from each request of the session, in browser and store', async () => {
    const { browser, app, latest } = await remembered({
      options: { duration: { days: 2 } },
      settings: { rememberRefresh: true },
    });
    const token = browser.cookies.get('latchkey_remember');
    for (let hours = 0; hours < 72; hours++) {
      app.later(hourMs);
      const answer = await browser.get('/whoami');
      assert.equal(maxAgeOf(answer, 'latchkey_remember'), 2 * 86_400);
      assert.equal(latest()?.lastUsedAtMs, app.now());
    }
    assert.equal(browser.cookies.get('latchkey_remember'), token);
    await assertLasts({ browser, app }, 2 * dayMs);
  });

  it('is refreshed once a minute at most, and never beyond a year after the log-in', async () => {
    const settings = { rememberRefresh: true, idleHours: 10_000, sessionDays: 400 };
    const { browser, app } = await remembered({ settings, options: { duration: { days: 200 } } });
    const written: (number | undefined)[] = [];
    for (let seconds = 0; seconds < 180; seconds++) {
      app.later(1000);
      written.push(maxAgeOf(await browser.get('/whoami'), 'latchkey_remember'));
    }
    assert.deepEqual(
      written.filter((age) => age !== undefined),
      [200, 200, 200].map((days) => days * 86_400),
    );
    for (const daysLeft of [183, 1]) {
      app.later(182 * dayMs);
      assert.equal(maxAgeOf(await browser.get('/whoami'), 'latchkey_remember'), daysLeft * 86_400 - 180);
    }
  });

  it('that has ended is not brought back by a request of its session', async () => {
    const settings = { rememberRefresh: true, idleHours: 1000 };
    const { browser, app } = await remembered({ settings, options: { duration: { days: 2 } } });
    app.later(2 * dayMs + 1);
    const answer = await browser.get('/whoami');
    assert.equal(await answer.text(), 'known ada via login');
    assert.equal(maxAgeOf(answer, 'latchkey_remember'), undefined);
    browser.restart();
    assert.equal(await whoami(browser), 'anonymous');
  });

  it('is refreshed only where it belongs to the session, and is whole', async () => {
    const { browser, app } = await remembered({ settings: { rememberRefresh: true } });
    const other = app.browser();
    await other.post('/in');
    const own = browser.cookies.get('latchkey_remember') ?? '';
    const foreign = [other.cookies.get('latchkey_remember') ?? '', `${own.slice(0, 23)}${'t'.repeat(43)}`];
    for (const cookie of foreign) {
      app.later(2 * minuteMs);
      browser.cookies.set('latchkey_remember', cookie);
      const answer = await browser.get('/whoami');
      assert.match(await answer.text(), / ada via login$/);
      assert.equal(maxAgeOf(answer, 'latchkey_remember'), undefined);
    }
    app.later(2 * minuteMs);
    browser.cookies.delete('latchkey_remember');
    assert.deepEqual((await browser.get('/whoami')).headers.getSetCookie(), []);
  });
});

interface Remembered {
  readonly options?: LogInOptions;
  readonly settings?: Omit<TestSettings, 'store' | 'pages'>;
}

/** Ada, logged in to be remembered. */
async function remembered({ options = {}, settings = {} }: Remembered = {}) {
  const { store, latest } = watched();
  const seriesSeen: (string | undefined)[] = [];
  const app = testApp({
    ...settings,
    store,
    pages: {
      '/in': async (visit) => {
        await visit.logIn(ada, { remember: true, ...options });
        return new Response();
      },
      '/remembered': async (visit) => {
        const visitor = await visit.visitor();
        seriesSeen.push(visitor.state === 'anonymous' ? 'nobody' : visitor.session?.series);
        return new Response();
      },
    },
  });
  const browser = app.browser();
  const answer = await browser.post('/in');
  return { app, browser, latest, seriesSeen, maxAge: maxAgeOf(answer, 'latchkey_remember') };
}

/** A store, and the record of the series that was written last. */
function watched(): { readonly store: SessionStore<Person>; latest(): SeriesRecord | undefined } {
  const memory = createMemoryStore<Person>();
  let series = '';
  return {
    store: {
      ...memory,
      start(session, options) {
        series = options.series?.next.series ?? series;
        return memory.start(session, options);
      },
    },
    latest() {
      const found = memory.findSeries(series);
      return found instanceof Promise ? undefined : found?.series;
    },
  };
}

function maxAgeOf(answer: Response, name: string): number | undefined {
  const text = answer.headers.getSetCookie().find((cookie) => cookie.startsWith(`${name}=`));
  const seconds = /; Max-Age=(\d+)$/.exec(text ?? '')?.[1];
  return seconds === undefined ? undefined : Number(seconds);
}

/** Held to the millisecond, in the store: a browser that forgot to forget. */
async function assertLasts(scene: { browser: Browser; app: { later(ms: number): void } }, ms: number) {
  const { browser, app } = scene;
  browser.restart();
  const late = browser.copy();
  app.later(ms);
  const inTime = browser.copy();
  assert.equal(await whoami(inTime), restored);
  const used = inTime.copy();
  used.restart();
  app.later(ms + 1);
  assert.equal(await whoami(late), 'anonymous');
  assert.equal(await whoami(used), 'anonymous');
}
