import { honoLogin } from '@latchkey/session/hono';
import { type Browser, createBrowser } from '@latchkey/session/testing';
import { type Context, Hono } from 'hono';
import { html } from 'hono/html';
import { createFormProtection } from '../form-protection.ts';
import { type App, addApp } from '../test-factors.ts';
import {
  password,
  submit,
  type TestScope,
  type TestSite,
  type TestSiteOptions,
  testSite,
  tokenIn,
} from '../test-site.ts';
import { createStepUp } from './create-step-up.ts';
import type { Resumes } from './resumes.ts';

export interface Host {
  readonly site: TestSite;
  /** The forms that were let through: path and fields. */
  readonly done: { path: string; fields: Record<string, unknown> }[];
  browser(): Browser;
  answer(request: Request): Promise<Response>;
}

/**
 * An application of its own in front of Latchkey's pages. `/gift` and `/note` resume, for two factors and for a fresh log-in;
 * `/plain` does not. `/one` and `/two` are pages for as many factors.
 */
export async function testHost(scope: TestScope, options: TestSiteOptions = {}): Promise<Host> {
  const site = await testSite(scope, options);
  const { login, accounts } = site;
  const done: Host['done'] = [];
  const { requireLogin, requireFactors } = honoLogin(login);
  const { csrfToken, protect } = createFormProtection(login);
  const stepUp = createStepUp({ login, accounts, prefix: options.web?.prefix ?? '' });
  const two = { factors: 2, withinMinutes: 10 };
  const act = async (c: Context) => {
    const { csrf_token: _, ...fields } = await c.req.parseBody();
    if (fields.note === 'busy') return c.text('busy', 503);
    const { pathname, search } = new URL(c.req.url);
    done.push({ path: pathname + search, fields });
    return c.redirect('/done', 303);
  };
  const form = async (c: Context) =>
    c.html(
      html`<form method="post"><input type="hidden" name="csrf_token" value="${await csrfToken(c)}"></form>`,
    );
  const host = new Hono()
    .get('/one', requireFactors({ ...two, factors: 1 }), (c) => c.text('opened'))
    .get('/two', requireFactors(two), (c) => c.text('opened'))
    .get('/form', requireLogin(), form)
    .on(['POST', 'PUT'], '/gift', stepUp.requireFactors({ ...two, resumes: gift }), protect, act)
    .post('/note', protect, stepUp.requireFreshLogin({ resumes: note }), act)
    .post('/plain', stepUp.requireFactors(two), protect, act)
    .route('/', site.web);
  const answer = async (request: Request) => {
    request.headers.set('x-test-address', '192.0.2.1');
    return await host.fetch(request);
  };
  return { site, done, answer, browser: () => createBrowser(answer) };
}

const gift: Resumes = { action: 'Give 5 to <b>bob</b>', fields: ['amount', 'to', 'note'] };
const note: Resumes = {
  action: (_visit, form) => `Keep the note “${form.get('note')}”`,
  fields: ['note'],
};

/** Sends a form of the application, as a person would. */
export async function send(
  browser: Browser,
  path: string,
  { fields = {}, headers = {} }: { fields?: Record<string, string>; headers?: Record<string, string> } = {},
): Promise<Response> {
  const csrf_token = tokenIn(await (await browser.get('/form')).text());
  return await browser.post(
    path,
    { csrf_token, ...fields },
    { referer: 'http://localhost/form', ...headers },
  );
}

/** The page that resumes, as the answer of a guard or of a proof leads to it in the end. */
export function resumePageOf(response: Response): string {
  const { pathname, search, searchParams } = new URL(goal(response), 'http://localhost');
  return pathname === '/confirm/resume' ? pathname + search : (searchParams.get('next') ?? '');
}

/** Presses the button of the page that resumes. */
export async function press(browser: Browser, path: string): Promise<Response> {
  const { action, fields } = await formOn(browser, path);
  return await browser.post(action, fields);
}

/** The form behind that button. */
export async function formOn(browser: Browser, path: string) {
  const form = (await (await browser.get(path)).text()).split('<form class="form"')[1] ?? '';
  const inputs = form.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)">/g);
  const fields = Object.fromEntries([...inputs].map(([, name = '', value = '']) => [name, plain(value)]));
  return { action: plain(/action="([^"]+)"/.exec(form)?.[1] ?? ''), fields };
}

function plain(text: string): string {
  const signs: Readonly<Record<string, string>> = { quot: '"', '#39': "'", lt: '<', gt: '>', amp: '&' };
  return text.replace(/&(quot|#39|lt|gt|amp);/g, (all, name: string) => signs[name] ?? all);
}

/** ada, with an authenticator app, logged in with both steps, and sixteen minutes later: the grace of a POST is over as well. */
export async function adaOnce(scope: TestScope, options: TestSiteOptions = {}) {
  const host = await testHost(scope, options);
  await host.site.makeUser();
  const app = await addApp(host.site);
  const browser = host.browser();
  await enter(browser, app, options.web?.prefix);
  host.site.later(16 * 60_000);
  return { ...host, app, ada: browser };
}

export async function enter(browser: Browser, app: App, prefix = ''): Promise<void> {
  await submit(browser, `${prefix}/login`, { fields: { email: 'ada', password } });
  await proveCode(browser, `${prefix}/login/factor`, app);
}

/** The code of the app, at the page that a guard has led to. */
export async function proveCode(browser: Browser, path: string, app: App): Promise<Response> {
  return await submit(browser, path, { fields: { by: 'totp', code: app.code() } });
}

/** Where an answer leads; `''`: nowhere. */
export function goal(response: Response): string {
  return response.headers.get('location') ?? '';
}
