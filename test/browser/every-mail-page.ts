import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import type { Person } from '../person.ts';
import { type MailApp, openMail, send } from './app.ts';

export interface Tour {
  readonly app: MailApp;
  /** Not signed up yet. */
  readonly who: Person;
  /** Called on each page; `name` is good for a file. */
  readonly look: (name: string) => Promise<void>;
}

/** Every page there is with mail, in whatever language the browser asks for: hence no words of a page are in here. */
export async function everyMailPage(page: Page, tour: Tour): Promise<void> {
  await signUpPages(page, tour);
  await recoveryPages(page, tour);
  await magicLinkPages(page, tour);
  await accountPages(page, tour);
  await emailChangePages(page, tour);
  await sessionPages(page, tour);
  await deletionPages(page, tour);
}

/** With `VERIFICATION=banner`: an account whose address is unproven. */
export async function everyBannerPage(page: Page, { app, who, look }: Tour): Promise<void> {
  const open = opener(page, app);
  await open('/signup');
  await send(page, signUpForm(who));
  await page.waitForURL('**/login');
  await openMail(page, app, { to: who.email });
  await look('verify-account');
  await send(page);
  await look('verify-account-faults');
  await logIn(page, { app, who });
  for (const path of ['/dashboard', '/account']) {
    await open(path);
    await look(`${path.slice(1)}-banner`);
  }
  for (const path of ['', '/totp', '/passkeys/add']) {
    await open(`/account/security${path}`);
    await look(`security${path.replaceAll('/', '-')}-unproven`);
  }
  await openMail(page, app, { to: who.email });
  await look('verify-owner');
}

async function signUpPages(page: Page, { app, who, look }: Tour): Promise<void> {
  const open = opener(page, app);
  for (const path of ['/', '/signup', '/login', '/nowhere']) {
    await open(path);
    await look(path === '/' ? 'home' : path.slice(1));
  }
  for (const path of ['/verify', '/reset', '/login/link/open', '/email/confirm', '/email/cancel']) {
    await open(`${path}?token=nonsense`);
    await look(`dead${path.replaceAll('/', '-')}`);
  }
  await open('/signup');
  await send(page, signUpForm(who));
  await page.waitForURL('**/signup/sent');
  await look('signup-sent');
  await openMail(page, app, { to: who.email });
  await look('verify');
  const cookies = await page.context().cookies();
  await page.context().clearCookies();
  await openMail(page, app, { to: who.email });
  await look('verify-elsewhere');
  await send(page, { password: 'a wrong password' });
  await look('verify-elsewhere-faults');
  await page.context().addCookies(cookies);
  await openMail(page, app, { to: who.email });
  await send(page);
  await page.waitForURL('**/login');
  await look('signup-completed');
  await send(page, { email: who.email, password: 'a wrong password' });
  await look('login-fault');
}

async function recoveryPages(page: Page, { app, who, look }: Tour): Promise<void> {
  const open = opener(page, app);
  await open('/forgot');
  await look('forgot');
  await send(page);
  await look('forgot-faults');
  await send(page, { email: who.email });
  await page.waitForURL('**/forgot/sent');
  await look('forgot-sent');
  await openMail(page, app, { to: who.email, subject: /password|Passwort/ });
  await look('reset');
  await send(page, { password: 'short', confirm_password: 'other' });
  await look('reset-faults');
}

async function magicLinkPages(page: Page, { app, who, look }: Tour): Promise<void> {
  const open = opener(page, app);
  await open('/login/link');
  await look('magic-link');
  await send(page);
  await look('magic-link-faults');
  await send(page, { email: who.email });
  await page.waitForURL('**/login/link/sent');
  await look('magic-link-sent');
  const mail = { to: who.email, subject: /log in|anmelden/i };
  await openMail(page, app, mail);
  await look('magic-link-open');
  await page.context().clearCookies();
  await openMail(page, app, mail);
  await look('magic-link-open-elsewhere');
  await send(page, { code: 'ABCD-EFGH' });
  await look('magic-link-open-faults');
}

async function accountPages(page: Page, { app, who, look }: Tour): Promise<void> {
  const open = opener(page, app);
  await logIn(page, { app, who });
  await look('dashboard');
  for (const name of ['', '/password', '/username', '/email', '/data', '/sessions', '/history', '/delete']) {
    await open(`/account${name}`);
    await look(`account${name.replace('/', '-')}`);
  }
  await open('/confirm');
  await look('confirm');
  await open('/logout');
  await look('logout');
  await open('/account/username');
  await send(page, { username: 'a@b' });
  await look('account-username-faults');
  await open('/account/email');
  await send(page, { email: 'nonsense' });
  await look('account-email-faults');
}

async function emailChangePages(page: Page, { app, who, look }: Tour): Promise<void> {
  const email = `new.${who.email}`;
  await opener(page, app)('/account/email');
  await send(page, { email });
  await page.locator('section.card').first().waitFor();
  await look('account-email-pending');
  await openMail(page, app, { to: email });
  await look('email-confirm');
  await lookElsewhere(page, { to: email, tour: { app, who, look } });
  await openMail(page, app, { to: who.email });
  await look('email-cancel');
  await send(page);
  await page.waitForURL('**/forgot');
  await look('email-cancelled');
}

/** The page of that link where the account is not logged in. */
async function lookElsewhere(page: Page, { to, tour }: { to: string; tour: Tour }): Promise<void> {
  const cookies = await page.context().cookies();
  await page.context().clearCookies();
  await openMail(page, tour.app, { to });
  await send(page);
  await tour.look('email-confirm-elsewhere-faults');
  await page.context().clearCookies();
  await page.context().addCookies(cookies);
}

/** Three other browsers; and a history of more than one page. */
async function sessionPages(page: Page, { app, who, look }: Tour): Promise<void> {
  const open = opener(page, app);
  const browser = page.context().browser() ?? assert.fail('a browser without contexts');
  for (const userAgent of agents) {
    await using other = await browser.newContext({ userAgent });
    await logIn(await other.newPage(), { app, who, remember: true });
  }
  await open('/account/sessions');
  await look('sessions');
  await open('/account/history');
  await look('history');
}

async function deletionPages(page: Page, { app, who, look }: Tour): Promise<void> {
  await opener(page, app)('/account/delete');
  await send(page, { confirmation: 'somebody' });
  await look('account-delete-faults');
  await send(page, { confirmation: who.username });
  await page.waitForURL(`${app.url}/`);
  await look('deletion-asked');
}

const agents = [
  'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1',
  'curious',
];

export function opener(page: Page, { url }: MailApp) {
  return (path: string) => page.goto(`${url}${path}`);
}

export function signUpForm({ username, email, password }: Person): Record<string, string> {
  return { username, email, password, confirm_password: password };
}

export async function logIn(
  page: Page,
  { app, who, remember = false }: Omit<Tour, 'look'> & { remember?: boolean },
) {
  await page.goto(`${app.url}/login`);
  if (remember) await page.locator('#remember').check();
  await send(page, { email: who.email, password: who.password });
  await page.waitForURL('**/dashboard');
}
