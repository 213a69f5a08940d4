import assert from 'node:assert/strict';
import { hash } from 'node:crypto';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { it } from 'node:test';
import { createPasswords, openDatabase } from '@latchkey/accounts';
import type { Browser } from '@latchkey/session/testing';
import { migrationsOf } from '../../packages/accounts/src/database/migrate.ts';
import { codeAt } from '../../packages/web/src/test-factors.ts';
import { startLatchkey, temporaryFolder } from '../latchkey.ts';
import { openLink } from '../mails.ts';
import { ada, assertGoesTo, logIn, tokenIn, wordsOf } from '../person.ts';

const [session, remembered, link] = ['s'.repeat(43), 'r'.repeat(43), 'l'.repeat(43)];
const series = 'a'.repeat(22);

it('over the database of the version before, sessions, remembered browsers, links and log-ins go on, and two steps can be turned on', async () => {
  await using folder = await temporaryFolder();
  await makeDatabaseBefore004(folder.path);
  await using server = await startLatchkey(folder.path);
  assert.match(server.output(), /Brought its tables up to date: 004-factors\.sql\./);

  const [here, there, anew] = [server.browser(), server.browser(), server.browser()];
  here.cookies.set('latchkey_session', session);
  assert.match(await wordsOf(await here.get('/dashboard')), /ada/);
  there.cookies.set('latchkey_remember', `${series}.${remembered}`);
  assert.equal((await there.get('/dashboard')).status, 200);
  assert.ok(there.cookies.has('latchkey_session'));
  assert.equal(await openLink(server.browser(), `/reset?token=${link}`), '/reset');
  assertGoesTo(await logIn(anew, ada), '/dashboard');

  assertGoesTo(await addApp(anew), '/account/security/recovery-codes');
  for (const before of [here, there]) assert.equal((await before.get('/dashboard')).status, 303);
  assertGoesTo(await logIn(here, ada), '/login/factor');
  assert.equal(await server.stop(), 0);

  await using again = await startLatchkey(folder.path);
  assert.doesNotMatch(again.output(), /up to date/);
  assertGoesTo(await logIn(again.browser(), ada), '/login/factor');
});

/** One account, logged in in a browser, remembered in another, and with a link to a new password. */
async function makeDatabaseBefore004(folder: string): Promise<void> {
  const path = join(folder, 'data', 'latchkey.db');
  const steps = migrationsOf('sqlite').slice(0, 3);
  await (await openDatabase(`sqlite:${path}`, { steps })).close();
  const passwordHash = await createPasswords().hash(ada.password);
  const now = Date.now();
  using database = new DatabaseSync(path);
  const insert = (sql: string, ...values: (string | number)[]) => database.prepare(sql).run(...values);
  insert(
    `INSERT INTO users (id, username, username_canonical, email, email_canonical, password_hash, created_at, email_verified_at)
     VALUES ('u', 'ada', 'ada', ?1, ?1, ?2, ?3, ?3)`,
    ada.email,
    passwordHash,
    now,
  );
  insert(
    `INSERT INTO remember_series (series, user_id, token_hash, rotated_at, created_at, last_used_at)
     VALUES (?1, 'u', ?2, ?3, ?3, ?3)`,
    series,
    hashOf(remembered),
    now,
  );
  insert(
    `INSERT INTO sessions (id_hash, user_id, credentials_version, via, proofs, created_at, last_seen_at)
     VALUES (?1, 'u', 1, 'login', ?2, ?3, ?3)`,
    hashOf(session),
    JSON.stringify([{ factor: 'password', atMs: now }]),
    now,
  );
  insert(
    `INSERT INTO one_time_tokens (token_hash, purpose, user_id, email, created_at, expires_at)
     VALUES (?1, 'reset-password', 'u', ?2, ?3, ?4)`,
    hashOf(link),
    ada.email,
    now,
    now + 3_600_000,
  );
}

function hashOf(token: string): string {
  return hash('sha256', token, 'base64url');
}

/** An authenticator app that has typed the key off its page. */
async function addApp(browser: Browser): Promise<Response> {
  const path = '/account/security/totp';
  const page = await (await browser.get(path)).text();
  const [, key = ''] = /class="big-code key"><span[^>]*>([^<]+)</.exec(page) ?? [];
  const [, sealed = ''] = /name="sealed" value="([^"]+)"/.exec(page) ?? [];
  return browser.post(path, { csrf_token: tokenIn(page), sealed, code: codeAt(key, Date.now()) });
}
