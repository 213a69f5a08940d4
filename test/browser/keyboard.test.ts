import { browserTest } from '../browser-launch.ts';
import { ada } from '../person.ts';
import { openMail, signUpByMail, startMailApp } from './app.ts';
import { follow } from './keyboard.ts';

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
