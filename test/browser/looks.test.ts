import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { BrowserContext, Page } from 'playwright-core';
import { browserTest } from '../browser-launch.ts';
import { ada, type Person } from '../person.ts';
import { type App, enter, startApp, startMailApp } from './app.ts';
import { mailTours } from './mail-tours.ts';

const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
const longName: Person = {
  ...ada,
  username: 'x'.repeat(150),
  email: `${'y'.repeat(60)}@${'z'.repeat(60)}.example.org`,
};

/** Every page a person can meet, one after the other; `look` is called on each. */
async function everyPage(page: Page, { url }: App, look: (what: string) => Promise<void>): Promise<void> {
  const visit = async (path: string) => {
    await page.goto(`${url}${path}`);
    await look(path);
  };
  for (const path of ['/', '/signup', '/login', '/logout', '/nowhere']) await visit(path);
  await page.goto(`${url}/signup`);
  await page.getByRole('button', { name: 'Create Account' }).evaluate((button: HTMLButtonElement) => {
    button.form?.setAttribute('novalidate', '');
    button.click();
  });
  await page.getByText('All fields are required.').first().waitFor();
  await look('/signup with faults');
  await page.goto(`${url}/login`);
  await page.getByLabel('Email address or username').fill('nobody');
  await page.getByLabel('Password').fill('wrong password');
  await page.keyboard.press('Enter');
  await page.getByText('Invalid email or password. Please try again.').first().waitFor();
  await look('/login with a fault');
  await page.goto(`${url}/login`);
  await page.context().clearCookies();
  await page.getByLabel('Email address or username').fill('nobody');
  await page.getByLabel('Password').fill('wrong password');
  await page.keyboard.press('Enter');
  await page
    .getByText(/cookies/)
    .first()
    .waitFor();
  await look('403');
  await enter(page, { url, who: longName });
  await look('/dashboard');
  for (const path of ['', '/totp', '/passkeys/add']) await visit(`/account/security${path}`);
  for (const path of ['/', '/account/password', '/confirm', '/logout', '/nowhere']) await visit(path);
}

for (const colorScheme of ['light', 'dark'] as const) {
  browserTest(
    `axe finds nothing on any page, ${colorScheme}`,
    async ({ context }) => {
      await using app = await startApp();
      const page = await context.newPage();
      const script = await readFile(axe, 'utf8');
      await everyPage(page, app, async (what) => {
        await page.evaluate(script);
        assert.deepEqual(await violationsOn(page), [], what);
      });
    },
    { context: { colorScheme, bypassCSP: true } },
  );
}

browserTest(
  'at 320 pixels nothing scrolls sideways, even with the longest name',
  async ({ context }) => {
    await using app = await startApp();
    const page = await context.newPage();
    await everyPage(page, app, async (what) => {
      await assertFits(page, what);
    });
  },
  { context: { viewport: { width: 320, height: 640 } } },
);

for (const [locale, language] of [
  ['en-GB', 'en'],
  ['de-DE', 'de'],
] as const) {
  browserTest(
    `axe finds nothing on any page that needs mail, by day and by night, ${language}`,
    async ({ context }) => {
      const script = await readFile(axe, 'utf8');
      await throughMailPages(context, ada, async (page, what) => {
        assert.equal(await page.locator('html').getAttribute('lang'), language, what);
        await page.evaluate(script);
        for (const colorScheme of ['light', 'dark'] as const) {
          await page.emulateMedia({ colorScheme });
          assert.deepEqual(await violationsOn(page), [], `${what}, ${colorScheme}`);
        }
      });
    },
    { context: { locale, bypassCSP: true } },
  );

  browserTest(
    `at 320 pixels no page that needs mail scrolls sideways, even with the longest name, ${language}`,
    ({ context }) => throughMailPages(context, longName, assertFits),
    { context: { locale, viewport: { width: 320, height: 640 } } },
  );
}

async function throughMailPages(
  context: BrowserContext,
  who: Person,
  look: (page: Page, what: string) => Promise<void>,
): Promise<void> {
  for (const [env, everyPage] of mailTours) {
    await using app = await startMailApp(env);
    const page = await context.newPage();
    await everyPage(page, { app, who, look: (what) => look(page, what) });
    await context.clearCookies();
  }
}

/** axe must be on the page. */
async function violationsOn(page: Page): Promise<string[]> {
  return page.evaluate(async () => {
    const found = await (window as unknown as AxeWindow).axe.run(document, { resultTypes: ['violations'] });
    return found.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
  });
}

async function assertFits(page: Page, what: string): Promise<void> {
  const [inner, needed] = await page.evaluate(() => [
    window.innerWidth,
    document.documentElement.scrollWidth,
  ]);
  assert.ok((needed ?? 0) <= (inner ?? 0), `${what} needs ${needed} of ${inner} pixels`);
}

interface AxeWindow {
  readonly axe: {
    run(
      root: Document,
      options: object,
    ): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }>;
  };
}
