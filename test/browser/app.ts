import assert from 'node:assert/strict';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Page } from 'playwright-core';
import { startTestSmtp, type TestSmtp } from '../../packages/server/src/mail/test-smtp.ts';
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

export interface MailApp extends App {
  /** Where its mails arrive. */
  readonly smtp: TestSmtp;
}

/** The same with mail, through a mail server of its own, and with log-in by mail. */
export async function startMailApp(env: Record<string, string> = {}): Promise<MailApp> {
  const smtp = await startTestSmtp();
  const mail = { SMTP_URL: smtp.url, MAIL_FROM: 'Latchkey <login@example.com>', LATCHKEY_MAGIC_LINK: 'on' };
  const app = await startApp({ ...mail, ...env }).catch(async (error: unknown) => {
    await smtp.close();
    throw error;
  });
  return {
    ...app,
    smtp,
    async [Symbol.asyncDispose]() {
      await app[Symbol.asyncDispose]();
      await smtp.close();
    },
  };
}

/** Fills in the form of the page, fields by their names, and sends it. */
export async function send(page: Page, fields: Record<string, string> = {}): Promise<void> {
  const form = page.locator('main form:not(.banner form)').first();
  for (const [name, value] of Object.entries(fields)) await form.locator(`[name="${name}"]`).fill(value);
  await form.locator('button[type="submit"]').click();
}

export interface Wanted {
  readonly to: string;
  /** Default: the newest mail. */
  readonly subject?: RegExp;
}

/** A click on the link in the mail, once it has arrived. */
export async function openMail(page: Page, { smtp }: MailApp, { to, subject = /^/ }: Wanted): Promise<void> {
  const { links } = await smtp.mailTo(to, { subject });
  await page.goto(links.find((link) => link.includes('token=')) ?? assert.fail(`no link for ${to}`));
}

export async function signUpOn(page: Page, who: Person): Promise<void> {
  await askToSignUpOn(page, who);
  await page.getByText('Account created successfully! Please log in.').waitFor();
}

export async function askToSignUpOn(page: Page, who: Person): Promise<void> {
  await page.getByLabel('Username').fill(who.username);
  await page.getByLabel('Email Address').fill(who.email);
  await page.getByLabel('Password', { exact: true }).fill(who.password);
  await page.getByLabel('Confirm Password').fill(who.password);
  await page.getByRole('button', { name: 'Create Account' }).click();
}

/** Where addresses must be proven: by the link in the mail, in the same browser. */
export async function signUpByMail(page: Page, app: MailApp, who: Person): Promise<void> {
  await page.goto(`${app.url}/signup`);
  await askToSignUpOn(page, who);
  await page.getByRole('heading', { name: 'Look Into Your Mail' }).waitFor();
  await openMail(page, app, { to: who.email, subject: /Confirm your address/ });
  await page.getByRole('button', { name: 'Confirm My Address' }).click();
  await page.getByText('your account is ready. Please log in.').waitFor();
}

export async function logInOn(page: Page, who: Person, { remember = false } = {}): Promise<void> {
  await page.getByLabel('Email address or username').fill(who.email);
  await page.getByLabel('Password').fill(who.password);
  if (remember) await page.getByLabel('Remember me').check();
  await page.getByRole('button', { name: 'Log In', exact: true }).click();
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

/** Two minutes pass for whoever waits to have a mail sent again. */
export function letMailsRest({ folder }: App): void {
  withDatabase(folder, (database) => {
    database.exec('UPDATE pending_sign_ups SET mailed_at = mailed_at - 120000');
    database.exec('UPDATE one_time_tokens SET created_at = created_at - 120000');
    database.exec('UPDATE mails SET created_at = created_at - 120000');
  });
}

/** So that a history has more than one page. */
export function repeatHistory({ folder }: App, times: number): void {
  withDatabase(folder, (database) => {
    const columns = 'at, event, result, user_id, address, actor, detail, agent';
    const again = database.prepare(
      `INSERT INTO audit (${columns}) SELECT ${columns} FROM audit ORDER BY id DESC LIMIT 1`,
    );
    for (let count = 0; count < times; count += 1) again.run();
  });
}

/** Some minutes pass for codes that were used: what an app shows now counts. */
export function letCodesRest({ folder }: App): void {
  withDatabase(folder, (database) => database.exec('UPDATE totps SET last_step = last_step - 10'));
}

/** Twenty minutes pass for whoever is logged in: nothing that was proven is fresh. */
export function letProofsAge({ folder }: App): void {
  withDatabase(folder, (database) => {
    const age = database.prepare('UPDATE sessions SET proofs = ? WHERE id_hash = ?');
    for (const { id_hash: idHash, proofs } of database
      .prepare('SELECT id_hash, proofs FROM sessions')
      .all()) {
      const aged = JSON.parse(String(proofs)).map((proof: { factor: string; atMs: number }) => ({
        ...proof,
        atMs: proof.atMs - 1_200_000,
      }));
      age.run(JSON.stringify(aged), idHash ?? null);
    }
  });
}

/** A hundred wrong codes were typed. */
export function shutAppOut({ folder }: App): void {
  withDatabase(folder, (database) => database.exec('UPDATE totps SET failures = 100'));
}

function withDatabase(folder: string, use: (database: DatabaseSync) => void): void {
  const database = new DatabaseSync(join(folder, 'data/latchkey.db'), { timeout: 5000 });
  try {
    use(database);
  } finally {
    database.close();
  }
}
