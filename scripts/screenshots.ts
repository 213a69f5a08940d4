import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { enter, startApp } from '../test/browser/app.ts';
import { launchChromium } from '../test/launch-chromium.ts';
import type { Person } from '../test/person.ts';

/** Makes the pictures in docs/images from a running server: `npm run screenshots`. */
const images = fileURLToPath(new URL('../docs/images', import.meta.url));
const ada: Person = { username: 'ada', email: 'ada@example.org', password: 'difference engine no. 2' };

await mkdir(images, { recursive: true });
await using app = await startApp();
const browser = await launchChromium();
try {
  for (const colorScheme of ['light', 'dark'] as const) {
    const context = await browser.newContext({ colorScheme, viewport: { width: 960, height: 720 } });
    const page = await context.newPage();
    await walk(
      page,
      (name) => page.screenshot({ path: `${images}/${name}-${colorScheme}.png`, fullPage: true }),
      colorScheme,
    );
    await context.close();
  }
  const phone = await browser.newContext({ viewport: { width: 320, height: 640 }, deviceScaleFactor: 2 });
  const page = await phone.newPage();
  await page.goto(`${app.url}/login`);
  await page.screenshot({ path: `${images}/login-phone.png`, fullPage: true });
} finally {
  await browser.close();
}

async function walk(page: Page, shoot: (name: string) => Promise<unknown>, suffix: string): Promise<void> {
  const open = async (path: string, name: string) => {
    await page.goto(`${app.url}${path}`);
    await shoot(name);
  };
  await open('/', 'home');
  await open('/signup', 'signup');
  await page.getByLabel('Username').fill('ada@home');
  await page.getByLabel('Email Address').fill('ada@example.org');
  await page.getByLabel('Password', { exact: true }).fill('short');
  await page.getByLabel('Confirm Password').fill('other');
  await page.getByRole('button', { name: 'Create Account' }).click();
  await page.getByRole('alert').first().waitFor();
  await shoot('signup-faults');
  await open('/dashboard', 'login');
  await page.getByLabel('Email address or username').fill('ada');
  await page.getByLabel('Password').fill('wrong password');
  await page.keyboard.press('Enter');
  await page.getByRole('alert').first().waitFor();
  await shoot('login-fault');
  const who = { ...ada, username: suffix === 'light' ? 'ada' : 'grace', email: `${suffix}@example.org` };
  await enter(page, { url: app.url, who });
  await shoot('dashboard');
  await open('/confirm', 'confirm');
  await open('/account/password', 'password');
  await open('/logout', 'logout');
  await open('/nowhere', 'not-found');
}
