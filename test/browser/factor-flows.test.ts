import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { browserTest } from '../browser-launch.ts';
import { runLatchkey } from '../latchkey.ts';
import { ada } from '../person.ts';
import {
  askToSignUpOn,
  complaints,
  letCodesRest,
  letProofsAge,
  logInOn,
  openMail,
  signUpByMail,
  startMailApp,
} from './app.ts';
import {
  addApp,
  enterByMail,
  keepCodes,
  logIn,
  logOut,
  type Phone,
  phoneFor,
  proveCode,
  turnAppOn,
} from './factors.ts';
import { type Walker, walkTwice } from './walks.ts';

walkTwice([
  {
    does: 'adds an authenticator app, keeps the recovery codes, and logs in with a code',
    walk: async ({ app, page }) => {
      await enterByMail(page, app, ada);
      await page.getByRole('link', { name: 'Your account' }).click();
      await page.getByRole('navigation').getByRole('link', { name: 'Security' }).click();
      await page.getByText('Two-step log-in is off.').waitFor();
      await page.getByRole('link', { name: 'Set Up an App' }).click();
      await page.getByRole('img', { name: 'QR code for your authenticator app' }).waitFor();
      const phone = await phoneFor(page);
      await page.getByLabel('Code that the app shows').fill(phone.wrongCode());
      await page.getByRole('button', { name: 'Turn It On' }).click();
      await page.getByText('That code is not right.').first().waitFor();
      assert.equal((await phoneFor(page)).key, phone.key, 'it is in the app already');
      await turnAppOn(page, app);
      await app.smtp.mailTo(ada.email, { subject: /authenticator app was set up/ });
      await keepCodes(page);
      await app.smtp.mailTo(ada.email, { subject: /New recovery codes/ });
      await page.getByText('Two-step log-in is on').waitFor();
      await page.getByText('10 of 10').waitFor();
      await logOut(page);
      await page.goto(`${app.url}/dashboard?tab=2`);
      await logInOn(page, ada);
      await page.getByRole('heading', { name: 'Two-Step Log-In' }).waitFor();
      assert.equal(await pathInSecondTab(page, app.url), '/login?next=%2Fdashboard');
      await proveCode(page, phone.wrongCode());
      await page.getByText('That code is not right').first().waitFor();
      const code = phone.code();
      await proveCode(page, ` ${code.slice(0, 3)} ${code.slice(3)}`);
      await page.getByText('Welcome back, ada!').waitFor();
      assert.equal(pathOf(page), '/dashboard?tab=2');
      await logOut(page);
      await logIn(page, app, ada);
      await proveCode(page, code);
      await page.getByText('That code is not right, or it was used already.').first().waitFor();
    },
  },
  {
    does: 'reads the recovery codes once, makes others instead, and downloads them',
    walk: async ({ app, page }) => {
      await enterWithApp(page, app);
      await page.getByRole('button', { name: 'Show My Codes' }).click();
      const first = await page.locator('#codes li').allTextContents();
      await page.getByRole('link', { name: 'Make others instead' }).click();
      await page.getByRole('button', { name: 'Show My Codes' }).click();
      const codes = await page.locator('#codes li').allTextContents();
      const coming = page.waitForEvent('download');
      await page.getByRole('link', { name: 'Download' }).click();
      const file = await readFile(await (await coming).path(), 'utf8');
      assert.deepEqual(
        file.split('\r\n').filter((line) => /^\S{29}$/.test(line)),
        codes,
      );
      await page.getByLabel('One of the codes').fill(first[0] ?? '');
      await page.getByRole('button', { name: 'I Have Kept Them' }).click();
      await page.getByText('That is none of the new codes.').first().waitFor();
      assert.equal(await page.getByText(codes[1] ?? '').count(), 0, 'they are shown once');
      await page.getByLabel('One of the codes').fill((codes[9] ?? '').toUpperCase().replaceAll('-', ' '));
      await page.keyboard.press('Enter');
      await page.getByText('Your recovery codes work from now on.').waitFor();
    },
  },
  {
    does: 'has lost the phone, gets in by a recovery code, and turns two-step log-in off',
    walk: async ({ app, page, another }) => {
      await enterWithApp(page, app);
      const codes = await keepCodes(page);
      const other = await another();
      await logIn(other, app, ada);
      await other.getByRole('link', { name: 'Use a recovery code' }).click();
      await other.getByLabel('Recovery code').fill('0000-0000-0000-0000-0000-0000');
      await other.keyboard.press('Enter');
      await other.getByText('That is none of your recovery codes').first().waitFor();
      await other.getByLabel('Recovery code').fill(codes[3] ?? '');
      await other.keyboard.press('Enter');
      await other.getByText('You have used a recovery code. 9 are left.').waitFor();
      await app.smtp.mailTo(ada.email, { subject: /recovery code was used/ });
      await other.goto(`${app.url}/account/security`);
      await other.getByText('9 of 10').waitFor();
      await other.getByRole('link', { name: 'Remove the app' }).click();
      await other.getByText(/your last second step: two-step log-in is off/).waitFor();
      await other.getByRole('button', { name: 'Remove the App' }).click();
      await other.getByText('The authenticator app is removed.').waitFor();
      await other.getByText('Two-step log-in is off.').waitFor();
      await app.smtp.mailTo(ada.email, { subject: /authenticator app was removed/ });
      await page.goto(`${app.url}/account`);
      await page.getByText('Please log in to access this page.').waitFor();
      await logInOn(page, ada);
      await page.getByRole('heading', { name: 'Your Account' }).waitFor();
    },
  },
  {
    does: 'moves to another phone, and the codes of the old one are worth nothing',
    walk: async ({ app, page }) => {
      const old = await enterWithApp(page, app);
      await page.goto(`${app.url}/account/security`);
      await page.getByRole('link', { name: 'Move to another phone or app' }).click();
      await page.getByText('Your present app works until').waitFor();
      const phone = await turnAppOn(page, app);
      assert.notEqual(phone.key, old.key);
      await logOut(page);
      await logIn(page, app, ada);
      await proveCode(page, old.code());
      await page.getByText('That code is not right').first().waitFor();
      await proveCode(page, phone.code());
      await page.getByText('Welcome back, ada!').waitFor();
    },
  },
  {
    does: 'trusts a browser: the second step is skipped there and nowhere else, until that is taken back',
    walk: async ({ app, page, another }) => {
      const phone = await enterWithApp(page, app);
      await logOut(page);
      await logIn(page, app, ada);
      await page.getByLabel('Trust this browser for 30 days').check();
      await proveCode(page, phone.code());
      await page.getByText('Welcome back, ada!').waitFor();
      await logOut(page);
      await logIn(page, app, ada);
      await page.getByText('Welcome back, ada!').waitFor();
      const other = await another();
      await logIn(other, app, ada);
      await other.getByRole('heading', { name: 'Two-Step Log-In' }).waitFor();
      await page.goto(`${app.url}/account/security`);
      const end = page.getByRole('button', { name: /^Stop Trusting It/ });
      await end.click();
      // It takes both steps to change anything, and this log-in had one.
      letCodesRest(app);
      await page.getByRole('heading', { name: 'Confirm with Your Second Step' }).waitFor();
      await proveCode(page, phone.code());
      await page.getByRole('heading', { name: 'Security' }).waitFor();
      await end.click();
      await page.getByText('That browser is not trusted any more.').waitFor();
      await page.getByText('No browser is trusted: ').waitFor();
      await logOut(page);
      await logIn(page, app, ada);
      await page.getByRole('heading', { name: 'Two-Step Log-In' }).waitFor();
    },
  },
  {
    does: 'is asked for the second step by a mailed link too, and as a remembered browser, and after a new password',
    walk: async ({ app, page }) => {
      const phone = await enterWithApp(page, app);
      await logOut(page);
      await page.goto(`${app.url}/login/link`);
      await page.getByLabel('Email address or username').fill(ada.email);
      await page.getByRole('button', { name: 'Send the Link' }).click();
      await openMail(page, app, { to: ada.email, subject: /link to log in/ });
      await page.getByRole('main').getByRole('button', { name: 'Log In' }).click();
      await page.getByRole('heading', { name: 'Two-Step Log-In' }).waitFor();
      await proveCode(page, phone.code());
      await page.getByText('Welcome back, ada!').waitFor();
      await logOut(page);
      letCodesRest(app);
      await page.goto(`${app.url}/login`);
      await logInOn(page, ada, { remember: true });
      await proveCode(page, phone.code());
      await page.getByText('Welcome back, ada!').waitFor();
      await page.context().clearCookies({ name: 'latchkey_session' });
      await page.goto(`${app.url}/dashboard?tab=3`);
      await page.getByRole('heading', { name: 'Two-Step Log-In' }).waitFor();
      letCodesRest(app);
      await proveCode(page, phone.code());
      await page.waitForURL('**/dashboard?tab=3');
      await logOut(page);
      await page.getByRole('link', { name: 'Forgot your password?' }).click();
      await page.getByLabel('Email address or username').fill(ada.username);
      await page.getByRole('button', { name: 'Send the Link' }).click();
      await openMail(page, app, { to: ada.email, subject: /new password/ });
      await page.getByLabel('New Password', { exact: true }).fill('an even better password');
      await page.getByLabel('Confirm New Password').fill('an even better password');
      await page.getByRole('button', { name: 'Set the New Password' }).click();
      await page.getByText('Please log in with the new password.').waitFor();
      await logInOn(page, { ...ada, password: 'an even better password' });
      await page.getByRole('heading', { name: 'Two-Step Log-In' }).waitFor();
    },
  },
  {
    does: 'gives a log-in up, and begins it anew after five wrong codes',
    walk: async ({ app, page }) => {
      const phone = await enterWithApp(page, app);
      await logOut(page);
      await logIn(page, app, ada);
      await page.getByRole('button', { name: 'Use another account' }).click();
      await page.getByText('That log-in has been cancelled.').waitFor();
      await page.goto(`${app.url}/login/factor`);
      await page.getByText('That log-in is over').waitFor();
      await logIn(page, app, ada);
      for (let tries = 1; tries <= 4; tries++) {
        await proveCode(page, phone.wrongCode());
        await page.getByText('That code is not right').first().waitFor();
      }
      await proveCode(page, phone.wrongCode());
      await page.getByText('That log-in is over').waitFor();
      await app.smtp.mailTo(ada.email, { subject: /second step/ });
      await logInOn(page, ada);
      await proveCode(page, phone.code());
      await page.getByText('Welcome back, ada!').waitFor();
    },
  },
  {
    does: 'needs a second factor at the next log-in, sets it up, and comes where the way had led',
    env: { LATCHKEY_SECOND_FACTOR: 'required' },
    walk: async ({ app, page }) => {
      await signUpByMail(page, app, ada);
      await page.goto(`${app.url}/dashboard?tab=2`);
      await logInOn(page, ada);
      await page.getByRole('heading', { name: 'Set Up Two-Step Log-In' }).waitFor();
      assert.equal(await pathInSecondTab(page, app.url), '/login?next=%2Fdashboard');
      await page.getByRole('link', { name: 'Set Up an App' }).click();
      await page.getByRole('link', { name: 'Choose another way' }).click();
      await page.getByRole('link', { name: 'Set Up an App' }).click();
      const { wrongCode } = await phoneFor(page);
      await page.getByLabel('Code that the app shows').fill(wrongCode());
      await page.keyboard.press('Enter');
      await page.getByText('That code is not right.').first().waitFor();
      await turnAppOn(page, app);
      await keepCodes(page);
      assert.equal(pathOf(page), '/dashboard?tab=2');
      await page.goto(`${app.url}/account/security/totp/remove`);
      await page.getByText('This site asks everybody for a second step').first().waitFor();
      assert.equal(await page.getByRole('button', { name: 'Remove the App' }).count(), 0);
    },
  },
  {
    does: 'signs up where a new account is logged in at once, and sets up the second factor before that',
    env: { LATCHKEY_SECOND_FACTOR: 'required', LATCHKEY_SIGN_UP_LOGS_IN: 'on' },
    walk: async ({ app, page }) => {
      await page.goto(`${app.url}/signup`);
      await askToSignUpOn(page, ada);
      await openMail(page, app, { to: ada.email });
      await page.getByRole('button', { name: 'Confirm My Address' }).click();
      await page.getByRole('heading', { name: 'Set Up Two-Step Log-In' }).waitFor();
      assert.equal(await pathInSecondTab(page, app.url), '/login?next=%2Fdashboard');
      await page.getByRole('link', { name: 'Set Up an App' }).click();
      await turnAppOn(page, app);
      await keepCodes(page);
      assert.equal(pathOf(page), '/account/security');
    },
  },
  {
    does: 'is asked for a fresh proof, and a form that was sent waits for one click',
    walk: async ({ app, page, another }) => {
      await enterByMail(page, app, ada);
      const other = await another();
      await logIn(other, app, ada);
      await other.getByText('Welcome back, ada!').waitFor();
      await page.goto(`${app.url}/account/sessions`);
      letProofsAge(app);
      await page.getByRole('button', { name: 'End All Other Sessions' }).click();
      await page.getByRole('heading', { name: 'Confirm That It Is You' }).waitFor();
      await page.getByText('End All Other Sessions').waitFor();
      await page.getByLabel('Password').fill('a wrong password');
      await page.keyboard.press('Enter');
      await page.getByText('That password is not right.').first().waitFor();
      await page.getByLabel('Password').fill(ada.password);
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { name: 'Go On Where You Were' }).waitFor();
      await page.getByText('It waits until you press the button; once is enough.').waitFor();
      await other.goto(`${app.url}/account`);
      await other.getByRole('heading', { name: 'Your Account' }).waitFor();
      await page.getByRole('button', { name: 'Do It Now' }).click();
      await page.getByText('All other sessions have ended.').waitFor();
      await other.goto(`${app.url}/account`);
      await other.getByText('Please log in to access this page.').waitFor();
      letProofsAge(app);
      await logIn(other, app, ada);
      await page.reload();
      await page.getByRole('button', { name: 'End All Other Sessions' }).click();
      await page.getByLabel('Password').fill(ada.password);
      await page.keyboard.press('Enter');
      await page.getByRole('button', { name: 'Discard' }).click();
      await page.getByText('Discarded. It will not be sent again.').waitFor();
      await other.goto(`${app.url}/account`);
      await other.getByRole('heading', { name: 'Your Account' }).waitFor();
    },
  },
  {
    does: 'is asked for both factors once more before anything changes, one after the other',
    walk: async ({ app, page }) => {
      const phone = await enterWithApp(page, app);
      letProofsAge(app);
      await page.goto(`${app.url}/account/security`);
      await page.getByRole('link', { name: 'Remove the app' }).click();
      await page.getByText('This is the first.').waitFor();
      await page.getByLabel('Password').fill(ada.password);
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { name: 'Confirm with Your Second Step' }).waitFor();
      await proveCode(page, phone.wrongCode());
      await page.getByText('That code is not right').first().waitFor();
      await proveCode(page, phone.code());
      await page.getByRole('heading', { name: 'Remove the Authenticator App' }).waitFor();
    },
  },
  {
    does: 'has lost everything, and the operator removes the factors',
    walk: async ({ app, page, another }) => {
      await enterWithApp(page, app);
      await keepCodes(page);
      const said = await runLatchkey(app.folder, ['users', 'remove-factors', ada.username], {
        env: { SMTP_URL: app.smtp.url, MAIL_FROM: 'login@example.com' },
      });
      assert.deepEqual([said.code, said.stderr], [0, '']);
      assert.match(said.stdout, /^Removed from ada: the authenticator app, the recovery codes \(10 of 10/);
      await page.goto(`${app.url}/dashboard`);
      await page.getByText('Please log in to access this page.').waitFor();
      const other = await another();
      await logIn(other, app, ada);
      await other.getByText('Welcome back, ada!').waitFor();
      await other.goto(`${app.url}/account/security`);
      await other.getByText('Two-step log-in is off.').waitFor();
      await app.smtp.mailTo(ada.email, { subject: /Two-step log-in was turned off/ });
    },
  },
]);

browserTest(
  'somebody copies the recovery codes with one click',
  async ({ context }) => {
    await using app = await startMailApp();
    const page = await context.newPage();
    const heard = complaints(page);
    await enterWithApp(page, app);
    await page.getByRole('button', { name: 'Show My Codes' }).click();
    await page.getByRole('button', { name: 'Copy' }).click();
    await page.getByText('The codes have been copied.').waitFor();
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    assert.deepEqual(copied.trim().split(/\s+/), await page.locator('#codes li').allTextContents());
    assert.deepEqual(heard, []);
  },
  { context: { permissions: ['clipboard-read', 'clipboard-write'] } },
);

const pathOf = (page: Page) => new URL(page.url()).pathname + new URL(page.url()).search;

/** Half of a log-in opens nothing, in no tab. */
async function pathInSecondTab(page: Page, url: string): Promise<string> {
  const tab = await page.context().newPage();
  await tab.goto(`${url}/dashboard`);
  const path = pathOf(tab);
  await tab.close();
  return path;
}

/** Logged in, on the page for recovery codes. */
async function enterWithApp(page: Page, app: Walker['app']): Promise<Phone> {
  await enterByMail(page, app, ada);
  return await addApp(page, app);
}
