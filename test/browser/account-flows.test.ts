import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { ada, type Person } from '../person.ts';
import { logInOn, type MailApp, openMail, repeatHistory, signUpByMail } from './app.ts';
import { walkTwice } from './walks.ts';

walkTwice([
  {
    does: 'changes the address: the new one is proven, the old one is warned and told',
    walk: async ({ app, page, another }) => {
      await enterByMail(page, app, ada);
      await askForAddress(page, 'countess@example.org');
      const { links } = await app.smtp.mailTo(ada.email, { subject: /about to change/ });
      assert.match(links.join(' '), /\/email\/cancel\?token=/);
      const other = await another();
      await openMail(other, app, { to: 'countess@example.org' });
      await other.getByRole('button', { name: 'Confirm This Address' }).click();
      await other.getByText('Password is required.').first().waitFor();
      await other.getByLabel('Password of your account').fill(ada.password);
      await other.keyboard.press('Enter');
      await other.getByText('The email address has been changed.').waitFor();
      await app.smtp.mailTo(ada.email, { subject: /address at Latchkey was changed/ });
      await page.goto(`${app.url}/account`);
      await page.getByText('countess@example.org (confirmed)').waitFor();
      await openMail(other, app, { to: ada.email, subject: /about to change/ });
      await other.getByRole('heading', { name: 'This Link Does Not Work Any More' }).waitFor();
      await other.goto(`${app.url}/login`);
      await logInOn(other, { ...ada, email: 'countess@example.org' });
      await other.getByText('Welcome back, ada!').waitFor();
    },
  },
  {
    does: 'presses the button for a new address twice',
    walk: async ({ app, page }) => {
      await enterByMail(page, app, ada);
      await askForAddress(page, 'countess@example.org');
      await openMail(page, app, { to: 'countess@example.org' });
      await page.getByRole('button', { name: 'Confirm This Address' }).dblclick();
      await page
        .getByRole('heading', { name: /^(Your Account|This Link Does Not Work Any More)$/ })
        .waitFor();
      await page.goto(`${app.url}/account`);
      await page.getByText('countess@example.org (confirmed)').waitFor();
    },
  },
  {
    does: 'stops a change of the address by the link in the warning',
    walk: async ({ app, page, another }) => {
      await enterByMail(page, app, ada);
      await askForAddress(page, 'thief@example.org');
      const other = await another();
      await openMail(other, app, { to: ada.email, subject: /about to change/ });
      await other.getByRole('button', { name: 'Stop the Change' }).click();
      await other.getByText('The change was stopped').waitFor();
      await other.getByRole('heading', { name: 'Forgot Your Password' }).waitFor();
      await openMail(other, app, { to: 'thief@example.org' });
      await other.getByRole('heading', { name: 'This Link Does Not Work Any More' }).waitFor();
      await page.goto(`${app.url}/account`);
      await page.getByText('ada@example.org (confirmed)').waitFor();
    },
  },
  {
    does: 'takes a change of the address back',
    walk: async ({ app, page }) => {
      await enterByMail(page, app, ada);
      await askForAddress(page, 'countess@example.org');
      await page.getByRole('button', { name: 'Cancel the Change' }).click();
      await page.getByText('The change was cancelled.').waitFor();
      assert.equal(await page.getByText('A Change Is Waiting').count(), 0);
      await openMail(page, app, { to: 'countess@example.org' });
      await page.getByRole('heading', { name: 'This Link Does Not Work Any More' }).waitFor();
    },
  },
  {
    does: 'changes the user name, and is told by mail',
    walk: async ({ app, page }) => {
      await enterByMail(page, app, ada);
      await page.getByRole('link', { name: 'Your account' }).click();
      await page.getByRole('link', { name: 'Change your username' }).click();
      await page.getByLabel('New Username').fill('lovelace');
      await page.getByRole('button', { name: 'Change Username' }).click();
      await page.getByText('Your username is now lovelace.').waitFor();
      await page.getByText('Hello, lovelace!').waitFor();
      await app.smtp.mailTo(ada.email, { subject: /username at Latchkey was changed/ });
      await logOut(page);
      await logInOn(page, { ...ada, email: 'lovelace' });
      await page.getByText('Welcome back, lovelace!').waitFor();
    },
  },
  {
    does: 'changes the password, and is told by mail',
    walk: async ({ app, page, another }) => {
      await enterByMail(page, app, ada);
      const other = await another();
      await enter(other, app, ada);
      await page.getByRole('link', { name: 'Change your password' }).click();
      await page.getByLabel('Current Password').fill(ada.password);
      await page.getByLabel('New Password', { exact: true }).fill('an even better password');
      await page.getByLabel('Confirm New Password').fill('an even better password');
      await page.getByRole('button', { name: 'Change Password' }).click();
      await page.getByText('Your password has been changed.').waitFor();
      await app.smtp.mailTo(ada.email, { subject: /password at Latchkey was changed/ });
      await other.goto(`${app.url}/account`);
      await other.getByText('Please log in to access this page.').waitFor();
    },
  },
  {
    does: 'ends one of three log-ins, and then all others',
    walk: async ({ app, page, another }) => {
      await enterByMail(page, app, ada);
      const others = [await another(), await another(), await another()];
      for (const other of others) await enter(other, app, ada);
      await app.smtp.mailTo(ada.email, { subject: /new browser logged in/ });
      const isIn = async () => {
        const answers = others.map(async (other) => {
          await other.goto(`${app.url}/dashboard`);
          return new URL(other.url()).pathname === '/dashboard';
        });
        return (await Promise.all(answers)).filter(Boolean).length;
      };
      await page.goto(`${app.url}/account/sessions`);
      const end = page.getByRole('button', { name: 'End This Session' });
      assert.equal(await end.count(), 3);
      await end.first().click();
      await page.getByText('That session has ended.').waitFor();
      assert.deepEqual([await end.count(), await isIn()], [2, 2]);
      await page.goto(`${app.url}/account/sessions`);
      await page.getByRole('button', { name: 'End All Other Sessions' }).click();
      await page.getByText('All other sessions have ended.').waitFor();
      assert.deepEqual([await end.count(), await isIn()], [0, 0]);
      await app.smtp.mailTo(ada.email, { subject: /Browsers were logged out/ });
      await page.getByRole('button', { name: 'Log Out Here' }).click();
      await page.getByText('You have been logged out successfully.').waitFor();
    },
  },
  {
    does: 'reads a history of two pages',
    walk: async ({ app, page }) => {
      await enterByMail(page, app, ada);
      repeatHistory(app, 50);
      await page.goto(`${app.url}/account/history`);
      assert.equal(await page.locator('dl.log > div').count(), 50);
      await page.getByRole('link', { name: 'Older' }).click();
      await page.getByText('You created your account').waitFor();
      assert.equal(await page.getByRole('link', { name: 'Older' }).count(), 0);
      await page.getByRole('link', { name: 'Newest' }).click();
      assert.equal(page.url(), `${app.url}/account/history`);
    },
  },
  {
    does: 'downloads what is kept, and can read it',
    walk: async ({ app, page }) => {
      await enterByMail(page, app, ada);
      await page.goto(`${app.url}/account/data`);
      const coming = page.waitForEvent('download');
      await page.getByRole('button', { name: 'Download' }).click();
      const download = await coming;
      assert.match(download.suggestedFilename(), /^account-data-\d{4}-\d\d-\d\d\.json$/);
      const text = await readFile(await download.path(), 'utf8');
      const { account, sessions, history } = JSON.parse(text);
      assert.deepEqual([account.username, account.email], [ada.username, ada.email]);
      assert.equal(sessions.length, 1);
      assert.match(history[0].at, /^\d{4}-\d\d-\d\dT/);
    },
  },
  {
    does: 'asks to be deleted, and is kept by logging in again',
    walk: async ({ app, page }) => {
      await enterByMail(page, app, ada);
      await page.goto(`${app.url}/account/delete`);
      const field = page.getByLabel('Your username or email address');
      await field.fill('somebody else');
      await page.getByRole('button', { name: 'Delete My Account' }).click();
      await page.getByText('That is neither your username nor your email address.').first().waitFor();
      await field.fill(ada.username);
      await page.getByRole('button', { name: 'Delete My Account' }).click();
      await page.getByText('Your account will be deleted in seven days').waitFor();
      await app.smtp.mailTo(ada.email, { subject: /will be deleted/ });
      await page.goto(`${app.url}/login`);
      await logInOn(page, ada);
      await page.getByText('Your account stays: its deletion has been cancelled.').waitFor();
    },
  },
  {
    does: 'switches to German, and is written to in German',
    walk: async ({ app, page }) => {
      await enterByMail(page, app, ada);
      await page.goto(`${app.url}/account`);
      await page.getByLabel('Language of pages and mails').selectOption('de');
      await page.getByRole('button', { name: 'Save Language' }).click();
      await page.getByRole('heading', { name: 'Ihr Konto' }).waitFor();
      assert.equal(await page.locator('html').getAttribute('lang'), 'de');
      await page.getByRole('button', { name: 'Abmelden' }).first().click();
      // Nobody is logged in: the browser asks for English.
      await page.getByRole('link', { name: 'Forgot your password?' }).click();
      await page.getByLabel('Email address or username').fill(ada.email);
      await page.getByRole('button', { name: 'Send the Link' }).click();
      const { subject, text } = await app.smtp.mailTo(ada.email, { subject: /Passwort/ });
      assert.match(`${subject} ${text}`, /Neues Passwort|neues Passwort/);
    },
  },
]);

/** Signed up, proven and logged in. */
async function enterByMail(page: Page, app: MailApp, who: Person): Promise<void> {
  await signUpByMail(page, app, who);
  await enter(page, app, who);
}

async function enter(page: Page, { url }: MailApp, who: Person): Promise<void> {
  await page.goto(`${url}/login`);
  await logInOn(page, who);
  await page.getByText(`Welcome back, ${who.username}!`).waitFor();
}

async function logOut(page: Page): Promise<void> {
  await page.getByRole('navigation').getByRole('button', { name: 'Log out' }).click();
  await page.getByText('You have been logged out successfully.').waitFor();
}

async function askForAddress(page: Page, email: string): Promise<void> {
  await page.goto(new URL('/account/email', page.url()).href);
  await page.getByLabel('New Email Address').fill(email);
  await page.getByRole('button', { name: 'Send the Link' }).click();
  await page.getByRole('heading', { name: 'A Change Is Waiting' }).waitFor();
}
