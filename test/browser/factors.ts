import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { codeAt } from '../../packages/web/src/test-factors.ts';
import type { Person } from '../person.ts';
import { letCodesRest, logInOn, type MailApp, signUpByMail } from './app.ts';

/** An authenticator app: it has the key that a page has shown. */
export interface Phone {
  /** As the page shows it. */
  readonly key: string;
  /** What it shows now. */
  code(): string;
  /** What it shows neither now nor a minute before or after. */
  wrongCode(): string;
}

/** Signed up, proven, and on the dashboard. */
export async function enterByMail(page: Page, app: MailApp, who: Person): Promise<void> {
  await signUpByMail(page, app, who);
  await logIn(page, app, who);
  await page.getByText(`Welcome back, ${who.username}!`).waitFor();
}

/** The password is right; what comes then depends. */
export async function logIn(page: Page, { url }: MailApp, who: Person): Promise<void> {
  await page.goto(`${url}/login`);
  await logInOn(page, who);
}

export async function logOut(page: Page): Promise<void> {
  await page.getByRole('navigation').getByRole('button', { name: 'Log out' }).click();
  await page.getByText('You have been logged out successfully.').waitFor();
}

/** The app that scans the page, which shows a key. */
export async function phoneFor(page: Page): Promise<Phone> {
  const key = (await page.locator('.key').textContent()) ?? '';
  const near = () => [-2, -1, 0, 1, 2].map((steps) => codeAt(key, Date.now() + steps * 30_000));
  return {
    key,
    code: () => codeAt(key, Date.now()),
    wrongCode() {
      const shown = near();
      return (
        ['000000', '111111', '222222', '333333', '444444', '555555'].find((code) => !shown.includes(code)) ??
        ''
      );
    },
  };
}

/** From the page of the key on, to the page for recovery codes. */
export async function turnAppOn(page: Page, app: MailApp): Promise<Phone> {
  const phone = await phoneFor(page);
  await page.getByLabel('Code that the app shows').fill(phone.code());
  await page.getByRole('button', { name: 'Turn It On' }).click();
  await page.getByText('The authenticator app is set up.').waitFor();
  letCodesRest(app);
  return phone;
}

/** The second step of a log-in, or the same asked for later. */
export async function proveCode(page: Page, code: string): Promise<void> {
  await page.getByLabel('Code from your authenticator app').fill(code);
  await page.keyboard.press('Enter');
}

export async function addApp(page: Page, app: MailApp): Promise<Phone> {
  await page.goto(`${app.url}/account/security/totp`);
  return await turnAppOn(page, app);
}

/** From the page with their button on; one of them is typed, so that they count. */
export async function keepCodes(page: Page): Promise<string[]> {
  await page.getByRole('button', { name: 'Show My Codes' }).click();
  const codes = await page.locator('#codes li').allTextContents();
  assert.equal(codes.length, 10);
  await page.getByLabel('One of the codes').fill(codes[0] ?? '');
  await page.getByRole('button', { name: 'I Have Kept Them' }).click();
  await page.getByText(/^Your (new )?recovery codes work from now on/).waitFor();
  return codes;
}
