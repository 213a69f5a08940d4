import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { type TestContext, test } from 'node:test';
import { findUser } from '@latchkey/accounts';
import { honoLogin } from '@latchkey/session/hono';
import type { Browser } from '@latchkey/session/testing';
import { Hono } from 'hono';
import {
  type App,
  type Authenticator,
  addApp,
  addPasskeyTo,
  addRecoveryCodes,
  codeAt,
  logInByPasskey,
  optionsIn,
  stepTwo,
} from './test-factors.ts';
import { hourMs, password, submit, type TestSite, testSite, tokenIn } from './test-site.ts';

const page = readFileSync(new URL('../../../docs/factors.md', import.meta.url), 'utf8');
const rows = page
  .slice(page.indexOf('| Way in |'))
  .split('\n')
  .filter((line) => line.startsWith('|'))
  .map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim().replaceAll('`', '')),
  );

interface Scene {
  readonly site: TestSite;
  readonly browser: Browser;
  readonly app: App | undefined;
  readonly passkey: Authenticator | undefined;
  /** Recovery codes, where they are what the second step is proven by. */
  readonly codes: readonly string[];
  /** Asks for a page of this demand; where that leads. */
  ask(path: string): Promise<string>;
}

/** The account of this row, in a browser that has never seen it. */
async function scene(t: TestContext, factors: string, way: string): Promise<Scene> {
  const second = factors.includes('required') ? 'required' : 'optional';
  const site = await testSite(t, {
    mail: true,
    web: { magicLink: true, signUpLogsIn: true },
    accounts: { factors: { second } },
  });
  const ada = await site.makeUser();
  const users = site.accounts.database.kysely.updateTable('users').set({ email_verified_at: 1 });
  await users.where('id', '=', ada.id).execute();
  const app = /\bapp\b/.test(factors) ? await addApp(site) : undefined;
  const hasKey = /passkey|security key/.test(factors);
  const passkey = hasKey ? await addPasskeyTo(site, 'ada', factors.includes('passkey')) : undefined;
  const codes = way.includes('recovery code') ? await addRecoveryCodes(site) : [];
  const browser = site.browser();
  return { site, browser, app, passkey, codes, ask: asking(site, browser) };
}

/** The pages of an application that asks for more and more, over the same login. */
function asking({ login }: TestSite, browser: Browser): Scene['ask'] {
  const guards = honoLogin(login);
  const host = new Hono()
    .get('/known', guards.requireLogin(), (c) => c.text('opened'))
    .get('/fresh', guards.requireFreshLogin(), (c) => c.text('opened'))
    .get('/two', guards.requireFactors({ factors: 2, withinMinutes: 10 }), (c) => c.text('opened'));
  return async (path) => {
    const cookie = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const headers = { cookie, 'x-test-address': '192.0.2.1' };
    const response = await host.fetch(new Request(`http://localhost${path}`, { headers }));
    for (const text of response.headers.getSetCookie()) keep(browser, text);
    if (response.status === 200) return 'opens';
    const { pathname } = new URL(response.headers.get('location') ?? '/none', 'http://localhost');
    return names[pathname] ?? pathname;
  };
}

function keep(browser: Browser, text: string): void {
  const [name = '', value = ''] = (text.split(';')[0] ?? '').split(/=(.*)/s);
  if (text.includes('Max-Age=0')) browser.cookies.delete(name);
  else browser.cookies.set(name, value);
}

const names: Readonly<Record<string, string>> = {
  '/login': 'log-in',
  '/login/factor': 'second factor',
  '/login/set-up': 'set-up',
  '/confirm': 'confirmation',
  '/confirm/factor': 'second factor',
  '/account/security': 'add a factor',
};

type Way = (scene: Scene) => Promise<Response>;

/** The first factor, as a person shows it; the answer to it. */
const ways: Readonly<Record<string, Way>> = {
  password: ({ browser }) => byPassword(browser),
  'password in a trusted browser': async (made) => {
    await byPassword(made.browser);
    await second(made, { trust: '1' });
    await logOut(made.browser);
    return await byPassword(made.browser);
  },
  'password, then a recovery code': ({ browser }) => byPassword(browser),
  'magic link': byMail,
  'magic link in a trusted browser': async (made) => {
    await byMail(made);
    await second(made, { trust: '1' });
    await logOut(made.browser);
    return await byMail(made);
  },
  passkey: ({ browser, passkey }) => logInByPasskey(browser, passkey ?? assert.fail('no passkey')),
  'remembered browser': (made) => comeBack(made, {}),
  'remembered and trusted browser': (made) => comeBack(made, { trust: '1' }),
  'new password by mail': async ({ site, browser }) => {
    await submit(browser, '/forgot', { fields: { email: 'ada' } });
    const token = (await site.mails()).findLast(({ template }) => template === 'reset-password')?.token ?? '';
    await browser.get(`/reset?token=${token}`);
    const fields = { token, password: 'hunting a new snark', confirm_password: 'hunting a new snark' };
    return await submit(browser, '/reset', { fields });
  },
  'sign-up that logs in': async ({ site, browser }) => {
    const fields = { username: 'bob', email: 'bob@example.org', password, confirm_password: password };
    await submit(browser, '/signup', { fields });
    const token = (await site.mails()).findLast(({ template }) => template === 'verify-address')?.token ?? '';
    await browser.get(`/verify?token=${token}`);
    return await submit(browser, '/verify', { fields: { token } });
  },
};

async function byMail({ site, browser }: Scene): Promise<Response> {
  await submit(browser, '/login/link', { fields: { email: 'ada' } });
  const token = (await site.mails()).findLast(({ template }) => template === 'magic-link')?.token ?? '';
  await browser.get(`/login/link/open?token=${token}`);
  return await submit(browser, '/login/link/open', { fields: { token } });
}

async function byPassword(browser: Browser, fields: Record<string, string> = {}): Promise<Response> {
  return await submit(browser, '/login', { fields: { email: 'ada', password, ...fields } });
}

async function logOut(browser: Browser): Promise<void> {
  await browser.post('/logout', { csrf_token: tokenIn(await (await browser.get('/dashboard')).text()) });
}

/** Remembered in a log-in that was whole; back a day later, with what outlives a browser that is closed. */
async function comeBack(made: Scene, fields: Record<string, string>): Promise<Response> {
  const { site, browser } = made;
  const answer = await byPassword(browser, { remember: '1' });
  // Whoever must set a factor up had none yet when the policy was made.
  if (leadsTo(answer) === 'set-up') return await rememberedBefore(made);
  if (leadsTo(answer) === 'second factor') await second(made, fields);
  browser.restart();
  site.later(25 * hourMs);
  return await browser.get('/dashboard');
}

async function rememberedBefore({ site, browser }: Scene): Promise<Response> {
  const { login } = site;
  const ada = (await findUser(site.accounts, 'ada')) ?? assert.fail('no ada');
  const host = new Hono().get('/in', honoLogin(login).visits, async (c) => {
    await c.var.visit.logIn(ada, { remember: true });
    return c.text('in');
  });
  const response = await host.fetch(new Request('http://localhost/in'));
  for (const text of response.headers.getSetCookie()) {
    if (text.includes('remember')) keep(browser, text);
  }
  browser.cookies.delete('latchkey_pending');
  site.later(25 * hourMs);
  return await browser.get('/dashboard');
}

function leadsTo(response: Response): string {
  const location = response.headers.get('location');
  if (response.status !== 303 || location === null) return String(response.status);
  const { pathname } = new URL(location, 'http://localhost');
  return names[pathname] ?? pathname;
}

/** The second step, by what the account has. */
async function second(made: Scene, fields: Record<string, string> = {}): Promise<Response> {
  const { browser, app, passkey, codes } = made;
  const [, code] = codes;
  if (code !== undefined) {
    return await submit(browser, '/login/factor', { fields: { by: 'recovery-code', code, ...fields } });
  }
  if (app !== undefined) {
    made.site.later(60_000);
    return await stepTwo(browser, app, fields);
  }
  const shown = await (await browser.get('/login/factor')).text();
  const response = (await passkey?.get(optionsIn(shown))) ?? '';
  const sent = { csrf_token: tokenIn(shown), by: 'passkey', response, ...fields };
  return await browser.post('/login/factor', sent);
}

/** An authenticator app is set up before the log-in is whole. */
async function setUp({ site, browser }: Scene): Promise<Response> {
  const shown = await (await browser.get('/login/set-up/totp')).text();
  const key = /class="code">([A-Z2-7 ]{32,})</.exec(shown)?.[1] ?? assert.fail('no key on the page');
  const sealed = /name="sealed" value="([^"]+)"/.exec(shown)?.[1] ?? '';
  const code = codeAt(key, site.accounts.clock());
  return await browser.post('/login/set-up/totp', { csrf_token: tokenIn(shown), sealed, code });
}

for (const [way = '', factors = '', asksFor, halfWay, ...pages] of rows.slice(2)) {
  test(`${way}, with ${factors}: the log-in and each page ask for what the docs say`, async (t) => {
    const made = await scene(t, factors, way);
    const answer = await (ways[way] ?? assert.fail(`no way ${way}`))(made);
    const rest = restOf(made, leadsTo(answer) === 'log-in' ? await whereLogInLeads(made) : leadsTo(answer));
    assert.equal(rest.asksFor, asksFor);
    if (rest.complete === undefined) {
      assert.equal(halfWay, asksFor === 'log-in' ? 'log-in' : '–');
    } else {
      for (const path of ['/known', '/fresh', '/two']) assert.equal(await made.ask(path), halfWay);
      await rest.complete();
    }
    const demands = ['/known', '/fresh', '/two'];
    const outcomes: string[] = [];
    for (const path of demands) outcomes.push(await made.ask(path));
    assert.deepEqual(outcomes, pages);
  });
}

/** A browser that came back by remember token is sent on from the log-in page to what is missing. */
async function whereLogInLeads({ browser }: Scene): Promise<string> {
  const answer = await browser.get('/login');
  return answer.status === 303 ? leadsTo(answer) : 'log-in';
}

function restOf(made: Scene, leads: string) {
  if (leads === 'second factor') return { asksFor: leads, complete: () => second(made) };
  if (leads === 'set-up') return { asksFor: leads, complete: () => setUp(made) };
  return { asksFor: ['log-in', '422'].includes(leads) ? 'log-in' : 'nothing more', complete: undefined };
}

test('the table has every way in, with a second factor and without one where that can be', () => {
  const inDocs = Map.groupBy(rows.slice(2), ([way = '']) => way);
  assert.deepEqual([...inDocs.keys()].sort(), Object.keys(ways).sort());
  // To be trusted, to come by passkey or by recovery code takes a factor; who has just signed up has none.
  const alwaysWith = /trusted|^passkey$|recovery code/;
  for (const [way, rowsOfWay] of inDocs) {
    const hasNone = rowsOfWay.some(([, factors = '']) => /^none/.test(factors));
    const hasSome = rowsOfWay.some(([, factors = '']) => !/^none/.test(factors));
    assert.deepEqual([hasNone, hasSome], [!alwaysWith.test(way), way !== 'sign-up that logs in'], way);
  }
});
