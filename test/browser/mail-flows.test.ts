import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { ada, type Person, person } from '../person.ts';
import { askToSignUpOn, letMailsRest, logInOn, openMail, signUpByMail, signUpOn } from './app.ts';
import { type Walker, walkTwice } from './walks.ts';

walkTwice([
  {
    does: 'signs up, opens the link in the mail, presses its button, and logs in',
    walk: async ({ app, page }) => {
      await page.goto(`${app.url}/dashboard?tab=2`);
      await page.getByRole('link', { name: 'Sign up here' }).click();
      await askToSignUpOn(page, ada);
      await page.getByRole('heading', { name: 'Look Into Your Mail' }).waitFor();
      await openMail(page, app, { to: ada.email });
      assert.equal(page.url(), `${app.url}/verify`, 'the token has left the address');
      await page.getByRole('button', { name: 'Confirm My Address' }).click();
      await page.getByText('your account is ready. Please log in.').waitFor();
      await logInOn(page, ada);
      await page.getByText('Welcome back, ada!').waitFor();
      assert.equal(page.url(), `${app.url}/dashboard?tab=2`);
    },
  },
  {
    does: 'opens the link of a sign-up in another browser, and types the password there',
    walk: async ({ app, page, another }) => {
      await askedFor(page, app.url, ada);
      const other = await another();
      await openMail(other, app, { to: ada.email });
      await other.getByLabel('The password you chose when you signed up').fill('a wrong password');
      await other.getByRole('button', { name: 'Confirm My Address' }).click();
      await other.getByText('This is not the password of this sign-up.').first().waitFor();
      await other.getByLabel('The password you chose when you signed up').fill(ada.password);
      await other.keyboard.press('Enter');
      await other.getByText('your account is ready. Please log in.').waitFor();
      await canLogIn(other, ada);
    },
  },
  {
    does: 'signs up with an address that has an account, is told so by mail, and gets in again',
    walk: async ({ app, page, another }) => {
      await signUpByMail(page, app, ada);
      const other = await another();
      await askedFor(other, app.url, { ...person('grace'), email: ada.email });
      const { links } = await app.smtp.mailTo(ada.email, { subject: /already have an account/ });
      const [toLogIn = '', toForgot = ''] = links;
      await other.goto(toLogIn);
      await other.getByRole('heading', { name: 'Log In' }).waitFor();
      await other.goto(toForgot);
      await other.getByLabel('Email address or username').fill(ada.email);
      await other.getByRole('button', { name: 'Send the Link' }).click();
      await choosePassword(other, { app, who: ada, password: 'an even better password' });
      await canLogIn(other, { ...ada, password: 'an even better password' });
    },
  },
  {
    does: 'has the mail sent again, with the same link',
    walk: async ({ app, page }) => {
      await askedFor(page, app.url, ada);
      const first = await app.smtp.mailTo(ada.email);
      const again = async () => {
        await page.getByRole('button', { name: 'Send It Again' }).click();
        await page.getByText('The mail is on its way again, with the same link').waitFor();
      };
      await again();
      assert.equal(app.smtp.mails.length, 1, 'a minute has not passed');
      letMailsRest(app);
      await again();
      const [, second] = await app.smtp.untilMails(2);
      assert.deepEqual(second?.links, first.links);
      await openMail(page, app, { to: ada.email });
      await page.getByRole('button', { name: 'Confirm My Address' }).click();
      await canLogIn(page, ada);
    },
  },
  {
    does: 'is reminded by a banner, and proves the address',
    env: { VERIFICATION: 'banner' },
    walk: async ({ app, page }) => {
      await page.goto(`${app.url}/signup`);
      await signUpOn(page, ada);
      await logInOn(page, ada);
      const banner = page.getByRole('region', { name: 'Your email address' });
      await banner.getByRole('button', { name: 'Send Me the Link' }).click();
      await page.getByText('A link is on its way already.').waitFor();
      letMailsRest(app);
      await page.goto(`${app.url}/account`);
      await banner.getByRole('button', { name: 'Send Me the Link' }).click();
      await page.getByText('We have sent you a mail. Open the link in it').waitFor();
      assert.equal(page.url(), `${app.url}/account`);
      await openMail(page, app, { to: ada.email });
      await page.getByRole('button', { name: 'Confirm My Address' }).click();
      await page.getByText('Your email address is confirmed.').waitFor();
      assert.equal(await banner.count(), 0);
    },
  },
  {
    does: 'opens the link of a sign-up twice, goes back, and presses its button twice',
    walk: async ({ app, page }) => {
      await askedFor(page, app.url, ada);
      await openMail(page, app, { to: ada.email });
      await openMail(page, app, { to: ada.email });
      await page.getByRole('button', { name: 'Confirm My Address' }).dblclick();
      await page.getByRole('heading', { name: /^(Log In|This Link Does Not Work Any More)$/ }).waitFor();
      await page.goBack();
      const button = page.getByRole('button', { name: 'Confirm My Address' });
      if ((await button.count()) > 0) await button.click();
      await openMail(page, app, { to: ada.email });
      await page.getByText('If you have pressed its button before, all is done').waitFor();
      await page.getByRole('main').getByRole('link', { name: 'Log in' }).click();
      await canLogIn(page, ada);
    },
  },
  {
    does: 'has the longest name and a long address',
    walk: async ({ app, page }) => {
      const who = {
        username: 'x'.repeat(150),
        email: `${'y'.repeat(64)}@${'z'.repeat(63)}.${'z'.repeat(63)}.example.org`,
        password: ada.password,
      };
      await signUpByMail(page, app, who);
      await canLogIn(page, who);
      await page.goto(`${app.url}/account`);
      await page.getByText(who.email).first().waitFor();
      await forget(page, app, who);
      await choosePassword(page, { app, who, password: 'an even better password' });
      await canLogIn(page, { ...who, password: 'an even better password' });
    },
  },
  {
    does: 'has forgotten the password, and chooses another: the old one and other log-ins have ended',
    walk: async ({ app, page, another }) => {
      await signUpByMail(page, app, ada);
      const other = await another();
      await other.goto(`${app.url}/login`);
      await logInOn(other, ada, { remember: true });
      await other.getByText('Welcome back, ada!').waitFor();
      await forget(page, app, ada);
      await choosePassword(page, { app, who: ada, password: 'an even better password' });
      await logInOn(page, ada);
      await page.getByText('Invalid email or password. Please try again.').first().waitFor();
      await canLogIn(page, { ...ada, password: 'an even better password' });
      await other.goto(`${app.url}/dashboard`);
      await other.getByText('Please log in to access this page.').waitFor();
      await app.smtp.mailTo(ada.email, { subject: /password at Latchkey was changed/ });
      await openMail(page, app, { to: ada.email, subject: /Choose a new password/ });
      await page.getByRole('heading', { name: 'This Link Does Not Work Any More' }).waitFor();
    },
  },
  {
    does: 'logs in by a mailed link in the same browser, and comes where they wanted to go',
    walk: async ({ app, page }) => {
      await signUpByMail(page, app, ada);
      await page.goto(`${app.url}/dashboard?tab=3`);
      await page.getByRole('link', { name: 'Log in by mail, without a password' }).click();
      await page.getByLabel('Email address or username').fill(ada.username);
      await page.getByRole('button', { name: 'Send the Link' }).click();
      await openMail(page, app, { to: ada.email, subject: /link to log in/ });
      await page.getByRole('main').getByRole('button', { name: 'Log In' }).click();
      await page.getByText('Welcome back, ada!').waitFor();
      assert.equal(page.url(), `${app.url}/dashboard?tab=3`);
    },
  },
  {
    does: 'logs in by a mailed link in another browser, with the code of the first',
    walk: async ({ app, page, another }) => {
      await signUpByMail(page, app, ada);
      const code = await askForLink(page, app);
      const other = await another();
      await openMail(other, app, { to: ada.email, subject: /link to log in/ });
      const button = other.getByRole('main').getByRole('button', { name: 'Log In' });
      await other.getByLabel('Code').fill('ABCD-EFGH');
      await button.click();
      await other.getByText('This is not the code that the other browser shows.').first().waitFor();
      await other.getByLabel('Code').fill(code.toLowerCase().replace('-', ' '));
      await button.click();
      await other.getByText('Welcome back, ada!').waitFor();
      await page.goto(`${app.url}/dashboard`);
      await page.getByText('Please log in to access this page.').waitFor();
    },
  },
  {
    does: 'presses the button of a mailed log-in, goes back, and opens its link once more',
    walk: async ({ app, page, another }) => {
      await signUpByMail(page, app, ada);
      await askForLink(page, app);
      const link = { to: ada.email, subject: /link to log in/ };
      await openMail(page, app, link);
      await page.getByRole('main').getByRole('button', { name: 'Log In' }).click();
      await page.waitForURL('**/dashboard');
      await page.goBack();
      await openMail(page, app, link);
      await page.waitForURL('**/dashboard');
      const other = await another();
      await openMail(other, app, link);
      await other.getByRole('heading', { name: 'This Link Does Not Work Any More' }).waitFor();
      await other.getByRole('link', { name: 'Ask for a new link' }).click();
      await other.waitForURL('**/login/link');
    },
  },
]);

async function askedFor(page: Page, url: string, who: Person): Promise<void> {
  await page.goto(`${url}/signup`);
  await askToSignUpOn(page, who);
  await page.getByRole('heading', { name: 'Look Into Your Mail' }).waitFor();
}

async function canLogIn(page: Page, who: Person): Promise<void> {
  await page.goto(new URL('/login', page.url()).href);
  await logInOn(page, who);
  await page.getByText(`Welcome back, ${who.username}!`).waitFor();
}

async function forget(page: Page, { url }: Walker['app'], who: Person): Promise<void> {
  await page.goto(`${url}/login`);
  if (new URL(page.url()).pathname !== '/login') await page.goto(`${url}/forgot`);
  else await page.getByRole('link', { name: 'Forgot your password?' }).click();
  await page.getByLabel('Email address or username').fill(who.username);
  await page.getByRole('button', { name: 'Send the Link' }).click();
  await page.getByRole('heading', { name: 'Look Into Your Mail' }).waitFor();
}

interface Choice {
  readonly app: Walker['app'];
  readonly who: Person;
  readonly password: string;
}

async function choosePassword(page: Page, { app, who, password }: Choice): Promise<void> {
  await openMail(page, app, { to: who.email, subject: /Choose a new password/ });
  await page.getByLabel('New Password', { exact: true }).fill(password);
  await page.getByLabel('Confirm New Password').fill(password);
  await page.getByRole('button', { name: 'Set the New Password' }).click();
  await page.getByText('Your password has been changed, and every browser has been logged out.').waitFor();
}

/** The code that the asking browser shows. */
async function askForLink(page: Page, { url }: Walker['app']): Promise<string> {
  await page.goto(`${url}/login/link`);
  await page.getByLabel('Email address or username').fill(ada.email);
  await page.getByRole('button', { name: 'Send the Link' }).click();
  const code = await page.locator('.big-code').textContent();
  return (code ?? '').trim();
}
