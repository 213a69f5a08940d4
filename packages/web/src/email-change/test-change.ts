import assert from 'node:assert/strict';
import type { Browser } from '@latchkey/session/testing';
import {
  logIn,
  submit,
  type TestScope,
  type TestSite,
  type TestSiteOptions,
  testSite,
} from '../test-site.ts';

export const path = '/account/email';

/** `ada` with a proven address, logged in in one browser. */
export async function open(scope: TestScope, options: TestSiteOptions = {}) {
  const site = await testSite(scope, { mail: true, ...options });
  const ada = await site.makeUser();
  await site.accounts.database.kysely.updateTable('users').set({ email_verified_at: 1 }).execute();
  const browser = site.browser();
  await logIn(browser);
  return { site, ada, browser, ask: (email: string) => submit(browser, path, { fields: { email } }) };
}

export async function linkIn(site: TestSite, template: string): Promise<string> {
  const mail = (await site.mails()).findLast((one) => one.template === template);
  if (mail?.token === undefined) throw new Error(`There is no ${template} with a link.`);
  return `/email/${template === 'confirm-email' ? 'confirm' : 'cancel'}?token=${mail.token}`;
}

/** Opens a link as a browser does: on to the address without the token. */
export async function follow(browser: Browser, link: string): Promise<Response> {
  const [page = ''] = link.split('?');
  const response = await browser.get(link);
  assert.equal(response.status, 303);
  assert.equal(response.headers.get('location'), page);
  return await browser.get(page);
}

/** Opens a link and presses its button, with the account's password where the page asks for it. */
export async function press(browser: Browser, link: string, password = ''): Promise<Response> {
  const page = await (await follow(browser, link)).text();
  const hidden = [...page.matchAll(/name="(csrf_token|token)" value="([^"]*)"/g)];
  const fields = Object.fromEntries(hidden.map(([, name = '', value = '']) => [name, value]));
  return await browser.post(link.split('?')[0] ?? '', { ...fields, ...(password && { password }) });
}
