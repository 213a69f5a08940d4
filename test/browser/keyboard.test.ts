import assert from 'node:assert/strict';
import { browserTest } from '../browser-launch.ts';
import { ada } from '../person.ts';
import { enter, letCodesRest, logInOn, openMail, signUpByMail, startApp, startMailApp } from './app.ts';
import { phoneFor } from './factors.ts';
import { focused, follow } from './keyboard.ts';
import { plugIn } from './virtual-key.ts';

browserTest('a forgotten password and a mailed log-in with the keyboard alone', async ({ context }) => {
  await using app = await startMailApp();
  const page = await context.newPage();
  await signUpByMail(page, app, ada);
  const ask = async () => {
    // Nobody has to go there: the page gives it the focus.
    await page.locator('main input:focus').waitFor();
    await page.keyboard.type(ada.username);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Look Into Your Mail' }).waitFor();
  };
  await page.goto(`${app.url}/login`);
  await follow(page, 'Forgot your password?');
  await page.waitForURL('**/forgot');
  await ask();
  await openMail(page, app, { to: ada.email, subject: /new password/ });
  await page.getByLabel('New Password', { exact: true }).focus();
  await page.keyboard.type('an even better password');
  await page.keyboard.press('Tab');
  await page.keyboard.type('an even better password');
  await page.keyboard.press('Enter');
  await page.getByText('Please log in with the new password.').waitFor();
  await follow(page, 'Log in by mail, without a password');
  await page.waitForURL('**/login/link');
  await ask();
  await openMail(page, app, { to: ada.email, subject: /link to log in/ });
  await follow(page, 'Log In');
  await page.getByText('Welcome back, ada!').waitFor();
});

browserTest('two-step log-in with the keyboard alone', async ({ context }) => {
  await using app = await startApp();
  const page = await context.newPage();
  const type = async (text: string) => {
    await page.keyboard.type(text);
    await page.keyboard.press('Enter');
  };
  await enter(page, { url: app.url, who: ada });
  await page.goto(`${app.url}/account/security`);
  await follow(page, 'Set Up an App');
  await page.waitForURL('**/totp');
  const phone = await phoneFor(page);
  await page.getByLabel('Code that the app shows').focus();
  await type(phone.code());
  await page.waitForURL('**/recovery-codes');
  await follow(page, 'Show My Codes');
  await page.getByLabel('One of the codes').focus();
  const codes = await page.locator('#codes li').allTextContents();
  await type(codes[0] ?? '');
  await page.waitForURL('**/account/security');
  const logInHalf = async () => {
    await follow(page, 'Log out');
    await page.waitForURL('**/login');
    await logInOn(page, ada);
    await page.waitForURL('**/login/factor');
    // Nobody has to go there: the page gives it the focus.
    await page.locator('main input:focus').waitFor();
  };
  await logInHalf();
  await type(phone.wrongCode());
  await page.getByText('That code is not right').first().waitFor();
  assert.match((await focused(page)) ?? '', /That code is not right/);
  letCodesRest(app);
  await page.getByLabel('Code from your authenticator app').focus();
  await page.keyboard.type(phone.code());
  await page.keyboard.press('Tab');
  await page.keyboard.press('Space');
  assert.equal(await page.getByLabel('Trust this browser for 30 days').isChecked(), true);
  await page.keyboard.press('Enter');
  await page.getByText('Welcome back, ada!').waitFor();
  await page.context().clearCookies({ name: 'latchkey_trusted' });
  await logInHalf();
  await follow(page, 'Use a recovery code');
  await page.waitForURL('**by=recovery-code');
  await page.locator('main input:focus').waitFor();
  await type(codes[1] ?? '');
  await page.getByText('9 are left.').waitFor();
});

browserTest('a passkey with the keyboard alone: made, refused, and used', async ({ context }) => {
  await using app = await startApp();
  const page = await context.newPage();
  await enter(page, { url: app.url, who: ada });
  const key = await plugIn(page);
  await page.goto(`${app.url}/account/security`);
  await follow(page, 'Add a Passkey');
  await page.getByLabel('Name (optional)').focus();
  await page.keyboard.type('Phone');
  await key.touch(async () => {
    await page.keyboard.press('Enter');
    await page.getByText('The passkey is added.').waitFor();
  });
  await follow(page, 'Log out');
  await page.waitForURL('**/login');
  await key.knowsUser(false);
  await key.touch(async () => {
    await follow(page, 'Continue with a Passkey');
    await page.getByText('No passkey was used.').waitFor();
  });
  assert.equal(((await focused(page)) ?? '').trim(), 'Continue with a Passkey', 'nobody is thrown elsewhere');
  await key.knowsUser(true);
  await key.touch(async () => {
    await page.keyboard.press('Enter');
    await page.getByText('Welcome back, ada!').waitFor();
  });
});
