import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { type Running, startLatchkey, temporaryFolder } from '../latchkey.ts';
import type { Person } from '../person.ts';

export interface App extends AsyncDisposable {
  readonly server: Running;
  readonly folder: string;
  readonly url: string;
}

/** A server of its own for one test, with nobody signed up. */
export async function startApp(env: Record<string, string> = {}): Promise<App> {
  const folder = await temporaryFolder();
  const server = await startLatchkey(folder.path, { LIMITS: 'off', ...env });
  return {
    server,
    folder: folder.path,
    url: server.url,
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
      await folder[Symbol.asyncDispose]();
    },
  };
}

export async function signUpOn(page: Page, who: Person): Promise<void> {
  await page.getByLabel('Username').fill(who.username);
  await page.getByLabel('Email Address').fill(who.email);
  await page.getByLabel('Password', { exact: true }).fill(who.password);
  await page.getByLabel('Confirm Password').fill(who.password);
  await page.getByRole('button', { name: 'Create Account' }).click();
  await page.getByText('Account created successfully! Please log in.').waitFor();
}

export async function logInOn(page: Page, who: Person, { remember = false } = {}): Promise<void> {
  await page.getByLabel('Email address or username').fill(who.email);
  await page.getByLabel('Password').fill(who.password);
  if (remember) await page.getByLabel('Remember me').check();
  await page.getByRole('button', { name: 'Log In' }).click();
}

export interface Entry {
  readonly url: string;
  readonly who: Person;
  readonly remember?: boolean;
}

/** Sign up, log in, and stand on the dashboard. */
export async function enter(page: Page, { url, who, remember = false }: Entry): Promise<void> {
  await page.goto(`${url}/signup`);
  await signUpOn(page, who);
  await logInOn(page, who, { remember });
  await page.getByText(`Welcome back, ${who.username}!`).waitFor();
  assert.equal(new URL(page.url()).pathname, '/dashboard');
}

/** What the page complained about: violations of its Content-Security-Policy among them. */
export function complaints(page: Page): string[] {
  const heard: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' && !/status of 4\d\d/.test(message.text())) heard.push(message.text());
  });
  page.on('pageerror', (error) => heard.push(error.message));
  return heard;
}
