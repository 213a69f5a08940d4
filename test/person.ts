import assert from 'node:assert/strict';
import type { Browser } from '@latchkey/session/testing';

export interface Person {
  readonly username: string;
  readonly email: string;
  readonly password: string;
}

export const ada: Person = {
  username: 'ada',
  email: 'ada@example.org',
  password: 'difference engine no. 2',
};

export function person(name: string): Person {
  return { username: name, email: `${name}@example.org`, password: `the long password of ${name}` };
}

/** Opens the page with a form and sends it filled in, as a browser without JavaScript does. */
export async function submit(
  browser: Browser,
  page: string,
  fields: Record<string, string>,
): Promise<Response> {
  const html = await (await browser.get(page)).text();
  return browser.post(
    actionIn(html, page),
    { csrf_token: tokenIn(html), ...hiddenIn(html), ...fields },
    { referer: page },
  );
}

export async function signUp(browser: Browser, who: Person): Promise<Response> {
  const { username, email, password } = who;
  return submit(browser, '/signup', { username, email, password, confirm_password: password });
}

export async function logIn(browser: Browser, who: Person, { remember = false } = {}): Promise<Response> {
  const box: Record<string, string> = remember ? { remember: 'on' } : {};
  return submit(browser, '/login', { email: who.email, password: who.password, ...box });
}

export async function logOut(browser: Browser): Promise<Response> {
  return submit(browser, '/logout', {});
}

/** Signed up and logged in, ready to go. */
export async function loggedIn(browser: Browser, who: Person, options = {}): Promise<void> {
  await signUp(browser, who);
  assertGoesTo(await logIn(browser, who, options), '/dashboard');
}

export function assertGoesTo(response: Response, location: string): void {
  assert.deepEqual([response.status, response.headers.get('location')], [303, location]);
}

/** What a person reads on the page: no tags, one space between words. */
export async function wordsOf(response: Response): Promise<string> {
  const html = await response.text();
  return decode(html.replace(/<(style|script)[\s\S]*?<\/\1>/g, ' ').replace(/<[^>]*>/g, ' ')).replace(
    /\s+/g,
    ' ',
  );
}

/** Of a piece of a page: tags gone, references resolved. */
export function textOf(html: string): string {
  return decode(html.replace(/<[^>]*>/g, ''));
}

export function tokenIn(html: string): string {
  const token = /name="csrf_token"[^>]*value="([^"]*)"/.exec(html)?.[1];
  assert.ok(token, 'the page has no csrf_token');
  return token;
}

function hiddenIn(html: string): Record<string, string> {
  const main = mainOf(html);
  const fields = [...main.matchAll(/<input[^>]*type="hidden"[^>]*>/g)].map(([tag]) => [
    /name="([^"]*)"/.exec(tag)?.[1] ?? '',
    decode(/value="([^"]*)"/.exec(tag)?.[1] ?? ''),
  ]);
  return Object.fromEntries(fields);
}

function actionIn(html: string, page: string): string {
  return decode(/<form[^>]*action="([^"]*)"/.exec(mainOf(html))?.[1] ?? page);
}

/** The log-out button of the navigation is a form as well. */
function mainOf(html: string): string {
  return html.slice(Math.max(0, html.indexOf('<main')));
}

function decode(text: string): string {
  const named: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"' };
  return text
    .replace(/&#(x?)([\da-f]+);/gi, (_, hex, digits) =>
      String.fromCodePoint(Number.parseInt(digits, hex ? 16 : 10)),
    )
    .replace(/&(amp|lt|gt|quot);/g, (_, name) => named[name] ?? '');
}
