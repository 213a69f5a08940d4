import assert from 'node:assert/strict';
import { chromium, type Page } from 'playwright-core';
import { browserTest } from '../browser-launch.ts';
import { findChromium } from '../find-chromium.ts';
import { temporaryFolder } from '../latchkey.ts';
import { chromiumFlags } from '../launch-chromium.ts';
import { ada } from '../person.ts';
import { complaints, enter, logInOn, signUpOn, startApp } from './app.ts';
import { focused, follow } from './keyboard.ts';
import { openTlsFront } from './tls-front.ts';

const pathOf = (page: Page) => new URL(page.url()).pathname + new URL(page.url()).search;

/** The whole way, from a guarded page to the log-out, as a person walks it. */
async function walk(page: Page, url: string): Promise<void> {
  await page.goto(`${url}/dashboard?tab=2`);
  await page.getByText('Please log in to access this page.').waitFor();
  await page.getByRole('link', { name: 'Sign up here' }).click();
  await signUpOn(page, ada);
  await logInOn(page, ada);
  await page.getByText('Welcome back, ada!').waitFor();
  assert.equal(pathOf(page), '/dashboard?tab=2');
  await page.getByText('Hello, ada!').waitFor();
  await page.reload();
  assert.equal(await page.getByText('Welcome back, ada!').count(), 0);
  await page.getByRole('navigation').getByRole('button', { name: 'Log out' }).click();
  await page.getByText('You have been logged out successfully.').waitFor();
  await page.goto(`${url}/dashboard`);
  assert.equal(pathOf(page), '/login?next=%2Fdashboard');
}

browserTest(
  'the whole way with JavaScript switched off',
  async ({ context }) => {
    await using app = await startApp();
    await walk(await context.newPage(), app.url);
  },
  { context: { javaScriptEnabled: false } },
);

browserTest('the whole way with JavaScript, and no complaint of the browser', async ({ context }) => {
  await using app = await startApp();
  const page = await context.newPage();
  const heard = complaints(page);
  await walk(page, app.url);
  assert.deepEqual(heard, []);
});

browserTest(
  'the whole way over plain http, under a host name that is not loopback',
  async ({ context }) => {
    await using app = await startApp();
    await walk(await context.newPage(), app.url.replace('localhost', 'latchkey.test'));
  },
  { flags: ['--host-resolver-rules=MAP latchkey.test 127.0.0.1'] },
);

browserTest(
  'the whole way over TLS, where the cookies are bound to the host',
  async ({ t, context }) => {
    const front = await openTlsFront('latchkey.test').catch((error: Error) => error);
    if (front instanceof Error) {
      if (process.env.CI === 'true') throw front;
      return t.skip(front.message);
    }
    await using _open = front;
    const env = {
      NODE_ENV: 'production',
      SECRET_KEY: 'f1e2d3c4b5a69788796a5b4c3d2e1f00a1b2c3d4e5f60718293a4b5c6d7e8f90',
    };
    await using app = await startApp({ ...env, LIMITS: 'on', BASE_URL: front.url });
    front.forwardTo(app.url);
    const page = await context.newPage();
    await walk(page, front.url);
    const answer = await page.goto(`${front.url}/login`);
    assert.match((await answer?.headerValue('strict-transport-security')) ?? '', /max-age=\d{8}/);
    await logInOn(page, ada, { remember: true });
    await page.getByText('Welcome back, ada!').waitFor();
    const cookies = await context.cookies();
    for (const kind of ['session', 'remember', 'browser'])
      assert.ok(
        cookies.some(({ name }) => name === `__Host-latchkey_${kind}`),
        kind,
      );
    for (const cookie of cookies) {
      assert.match(cookie.name, /^__Host-latchkey_/);
      assert.deepEqual(
        [cookie.secure, cookie.httpOnly, cookie.sameSite, cookie.path],
        [true, true, 'Lax', '/'],
      );
    }
  },
  { flags: ['--host-resolver-rules=MAP latchkey.test 127.0.0.1'], context: { ignoreHTTPSErrors: true } },
);

browserTest('the whole way with the keyboard alone', async ({ context }) => {
  await using app = await startApp();
  const page = await context.newPage();
  const type = async (...words: string[]) => {
    for (const word of words) {
      await page.keyboard.type(word);
      await page.keyboard.press('Tab');
    }
  };
  await page.goto(app.url);
  await page.keyboard.press('Tab');
  assert.match((await focused(page)) ?? '', /skip to/i);
  await follow(page, 'Sign up');
  await page.getByLabel('Username').focus();
  await type(ada.username, ada.email, ada.password);
  await page.keyboard.type(ada.password);
  await page.keyboard.press('Enter');
  await page.getByText('Account created successfully! Please log in.').waitFor();
  assert.equal(
    await page.getByLabel('Email address or username').evaluate((field) => field === document.activeElement),
    true,
  );
  await type(ada.email, 'wrong password');
  await page.keyboard.press('Enter');
  await page.getByText('Invalid email or password. Please try again.').first().waitFor();
  assert.match((await focused(page)) ?? '', /Invalid email or password/);
  await page.getByLabel('Password').focus();
  await page.keyboard.type(ada.password);
  await page.keyboard.press('Tab');
  await page.keyboard.press('Space');
  assert.equal(await page.getByLabel('Remember me').isChecked(), true);
  await page.keyboard.press('Enter');
  await page.getByText('Welcome back, ada!').waitFor();
  await follow(page, 'Log out');
  await page.getByText('You have been logged out successfully.').waitFor();
});

browserTest('after a restart of the browser, a log-in is gone unless it was remembered', async () => {
  await using app = await startApp();
  for (const remember of [false, true]) {
    await using profile = await temporaryFolder();
    const open = () =>
      chromium.launchPersistentContext(profile.path, {
        executablePath: findChromium() ?? '',
        args: chromiumFlags(),
      });
    const who = { ...ada, username: `ada${remember}`, email: `ada${remember}@example.org` };
    const first = await open();
    await enter(await first.newPage(), { url: app.url, who, remember });
    await first.close();
    await using second = await open();
    const page = await second.newPage();
    await page.goto(`${app.url}/dashboard`);
    assert.equal(pathOf(page), remember ? '/dashboard' : '/login?next=%2Fdashboard');
    if (!remember) continue;
    await page.goto(`${app.url}/account/password`);
    assert.equal(pathOf(page), '/confirm?next=%2Faccount%2Fpassword');
    await page.getByLabel('Password').fill(who.password);
    await page.keyboard.press('Enter');
    await page.waitForURL('**/account/password');
  }
});

browserTest('the back button after a log-out shows nothing of the dashboard', async ({ context }) => {
  await using app = await startApp();
  const page = await context.newPage();
  await enter(page, { url: app.url, who: ada });
  await page.getByRole('navigation').getByRole('button', { name: 'Log out' }).click();
  await page.getByText('You have been logged out successfully.').waitFor();
  await page.goBack();
  assert.equal(await page.getByText('Welcome to your Dashboard').count(), 0);
});

browserTest('a second click on a button does no harm', async ({ context }) => {
  await using app = await startApp();
  const page = await context.newPage();
  await page.goto(`${app.url}/signup`);
  await signUpOn(page, ada);
  await page.getByLabel('Email address or username').fill(ada.email);
  await page.getByLabel('Password').fill(ada.password);
  await page.getByRole('button', { name: 'Log In', exact: true }).dblclick();
  await page.waitForURL('**/dashboard');
});
