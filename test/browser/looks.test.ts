import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import { browserTest } from '../browser-launch.ts';
import { ada, type Person } from '../person.ts';
import { type App, enter, startApp } from './app.ts';

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
        const violations = await page.evaluate(async () => {
          const found = await (window as unknown as AxeWindow).axe.run(document, {
            resultTypes: ['violations'],
          });
          return found.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
        });
        assert.deepEqual(violations, [], what);
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
      const [inner, needed] = await page.evaluate(() => [
        window.innerWidth,
        document.documentElement.scrollWidth,
      ]);
      assert.ok((needed ?? 0) <= (inner ?? 0), `${what} needs ${needed} of ${inner} pixels`);
    });
  },
  { context: { viewport: { width: 320, height: 640 } } },
);

interface AxeWindow {
  readonly axe: {
    run(
      root: Document,
      options: object,
    ): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }>;
  };
}
