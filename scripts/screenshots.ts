import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { enter, startApp, startMailApp } from '../test/browser/app.ts';
import { mailTours } from '../test/browser/mail-tours.ts';
import { launchChromium } from '../test/launch-chromium.ts';
import { ada, type Person } from '../test/person.ts';

/**
 * Makes the pictures in docs/images from a running server: `npm run screenshots`. `npm run screenshots -- --all FOLDER` puts
 * every page into that folder instead, in both languages, by day and by night, on a desk and on a telephone, to look at.
 */
const { values } = parseArgs({ options: { all: { type: 'string' } } });
const images = fileURLToPath(new URL('../docs/images', import.meta.url));
const schemes = ['light', 'dark'] as const;
const desk = { width: 960, height: 720 };
const phone = { viewport: { width: 320, height: 640 }, deviceScaleFactor: 2 };
/** Of a picture; the rest of a long page looks the same. */
const mostPixels = 900;
const names = { light: 'ada', dark: 'grace' };

/** Of those that need mail. */
const documented = new Set([
  'signup-sent',
  'verify',
  'verify-elsewhere',
  'forgot',
  'forgot-sent',
  'reset',
  'magic-link',
  'magic-link-sent',
  'magic-link-open-elsewhere',
  'dead-reset',
  'account',
  'account-username',
  'account-email-pending',
  'sessions',
  'history',
  'account-data',
  'account-delete',
  'email-confirm',
  'email-cancel',
  'dashboard-banner',
  'security',
  'totp',
  'codes-new',
  'passkey-add',
  'second-factor',
  'set-up',
  'confirm-factor',
  'resume',
]);
const onPhones = new Set(['account', 'sessions', 'magic-link-sent', 'second-factor', 'codes-new']);
const inGerman = new Set(['account', 'verify-elsewhere', 'security']);

// Pictures show an address that everybody knows.
await using browser = await launchChromium({ flags: ['--host-resolver-rules=MAP localhost 127.0.0.1'] });
if (values.all === undefined) await makeDocumentation(images);
else await makeAll(resolve(values.all));

async function makeDocumentation(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await using app = await startApp();
  for (const colorScheme of schemes) {
    await onPage({ colorScheme, viewport: desk }, (page) =>
      walk(page, {
        url: app.url,
        who: { ...ada, username: names[colorScheme], email: `${colorScheme}@example.org` },
        shoot: (name) => shootInto(page, join(folder, `${name}-${colorScheme}.png`)),
      }),
    );
    await mailPages({ colorScheme, viewport: desk }, (page, name) =>
      documented.has(name)
        ? shootInto(page, join(folder, `${name}-${colorScheme}.png`), mostPixels)
        : undefined,
    );
  }
  await onPage(phone, async (page) => {
    await page.goto(`${app.url}/login`);
    await shootInto(page, join(folder, 'login-phone.png'));
  });
  await mailPages(phone, (page, name) =>
    onPhones.has(name) ? shootInto(page, join(folder, `${name}-phone.png`), mostPixels) : undefined,
  );
  await mailPages({ viewport: desk, locale: 'de-DE' }, (page, name) =>
    inGerman.has(name) ? shootInto(page, join(folder, `${name}-german.png`), mostPixels) : undefined,
  );
}

async function makeAll(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const locale of ['en-GB', 'de-DE']) {
    for (const colorScheme of schemes) {
      for (const width of [320, 1280]) {
        const how = `${locale.slice(0, 2)}-${colorScheme}-${width}`;
        await mailPages({ locale, colorScheme, viewport: { width, height: 800 } }, (page, name) =>
          shootInto(page, join(folder, `${name}-${how}.png`)),
        );
      }
    }
  }
}

async function onPage(context: BrowserContextOptions, use: (page: Page) => Promise<void>): Promise<void> {
  await using opened = await browser.newContext(context);
  await use(await opened.newPage());
}

/** Shows `look` each page of a server with mail. */
async function mailPages(
  context: BrowserContextOptions,
  look: (page: Page, name: string) => Promise<void> | undefined,
): Promise<void> {
  for (const [env, everyPage] of mailTours) {
    await using app = await startMailApp(env);
    await onPage(context, (page) =>
      everyPage(page, { app, who: ada, look: async (name) => void (await look(page, name)) }),
    );
  }
}

/** The whole page, or its beginning. */
async function shootInto(page: Page, path: string, most = Number.POSITIVE_INFINITY): Promise<void> {
  const { width, height } = (await page.locator('html').boundingBox()) ?? { width: 0, height: 0 };
  const clip = { x: 0, y: 0, width, height: Math.min(height, most) };
  await page.screenshot({ path, fullPage: true, clip });
}

interface Walk {
  readonly url: string;
  readonly who: Person;
  readonly shoot: (name: string) => Promise<void>;
}

/** The pages that are there without mail as well. */
async function walk(page: Page, { url, who, shoot }: Walk): Promise<void> {
  const open = async (path: string, name: string) => {
    await page.goto(`${url}${path}`);
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
  await enter(page, { url, who });
  await shoot('dashboard');
  await open('/confirm', 'confirm');
  await open('/account/password', 'password');
  await open('/logout', 'logout');
  await open('/nowhere', 'not-found');
}
