import assert from 'node:assert/strict';
import type { Browser } from '@latchkey/session/testing';
import { password, submit, type TestSite, tokenIn } from '../test-site.ts';

export const good = { username: 'bob', email: 'bob@example.org', password, confirm_password: password };

/** Signs up as Bob, and gives the address in the mail. */
export async function signUp(
  site: TestSite,
  browser: Browser,
  fields: Record<string, string> = {},
): Promise<string> {
  const response = await submit(browser, '/signup', { fields: { ...good, ...fields } });
  assert.equal(response.headers.get('location'), '/signup/sent');
  return linkIn(site);
}

export async function linkIn(site: TestSite): Promise<string> {
  return `/verify?token=${(await site.mails()).at(-1)?.token}`;
}

/** Opens the link and presses its button. */
export async function press(
  browser: Browser,
  link: string,
  fields: Record<string, string> = {},
): Promise<Response> {
  await browser.get(link);
  const page = await (await browser.get('/verify')).text();
  const token = /name="token" value="([^"]*)"/.exec(page)?.[1] ?? '';
  return browser.post('/verify', { csrf_token: tokenIn(page), token, ...fields });
}
