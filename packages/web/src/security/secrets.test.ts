import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Browser } from '@latchkey/session/testing';
import { codeAt } from '../test-factors.ts';
import { logIn, password, submit, type TestSite, testSite, tokenIn } from '../test-site.ts';

const totpPath = '/account/security/totp';
const codesPath = '/account/security/recovery-codes';

/** A browser that keeps what it was answered. */
function recording(browser: Browser) {
  const heads: string[] = [];
  const record = async (answer: Promise<Response>) => {
    const response = await answer;
    heads.push(JSON.stringify([...response.headers]));
    assert.equal(response.headers.get('cache-control'), 'no-store');
    return response;
  };
  const get = (path: string) => record(browser.get(path));
  const post = (path: string, fields: Record<string, string>) => record(browser.post(path, fields));
  return { heads, get, post };
}

async function everyRow({ accounts }: TestSite): Promise<string> {
  const { kysely } = accounts.database;
  const tables = ['users', 'totps', 'recovery_codes', 'audit', 'mails', 'sessions', 'kept_requests'] as const;
  const rows = await Promise.all(tables.map((table) => kysely.selectFrom(table).selectAll().execute()));
  return JSON.stringify(rows);
}

test('the key of an app and the recovery codes are in no address, no header and no cookie, in no mail and no row', async (t) => {
  const site = await testSite(t, { mail: true });
  await site.makeUser();
  await site.accounts.database.kysely.updateTable('users').set({ email_verified_at: 1 }).execute();
  const browser = site.browser();
  await logIn(browser);
  const { heads, get, post } = recording(browser);

  const page = await (await get(`${totpPath}?next=%2Faccount`)).text();
  const key = (/<span class="code">([^<]+)/.exec(page)?.[1] ?? '').replaceAll(' ', '');
  const sealed = /name="sealed" value="([^"]+)"/.exec(page)?.[1] ?? '';
  assert.match(key, /^[A-Z2-7]{32}$/);
  const sent = { csrf_token: tokenIn(page), sealed };
  assert.equal((await post(totpPath, { ...sent, code: '000000' })).status, 422);
  const code = codeAt(key, site.accounts.clock());
  assert.equal((await post(totpPath, { ...sent, code })).status, 303);

  const asked = await (await get(codesPath)).text();
  const shown = await (await post(codesPath, { csrf_token: tokenIn(asked) })).text();
  const codes = [...shown.matchAll(/<li class="code">([^<]+)/g)].map(([, one = '']) => one);
  assert.equal(codes.length, 10);
  const csrf_token = tokenIn(shown);
  assert.equal((await post(`${codesPath}/confirm`, { csrf_token, code: '' })).status, 422);
  assert.equal((await post(`${codesPath}/confirm`, { csrf_token, code: codes[0] ?? '' })).status, 303);

  for (const path of ['/account', '/account/security', '/account/history', codesPath, totpPath]) {
    const later = await (await get(path)).text();
    for (const secret of [key, ...codes]) assert.ok(!later.includes(secret), path);
  }
  const mails = (await site.mails()).map(({ mail }) => JSON.stringify(mail));
  const texts = [...heads, ...mails, ...browser.cookies.values(), await everyRow(site)];
  const secrets = [key, key.toLowerCase(), sealed, ...codes, ...codes.map((one) => one.replaceAll('-', ''))];
  for (const secret of secrets) assert.ok(!texts.some((text) => text.includes(secret)), secret);
});

test('what was typed as a code or a password comes back on no page', async (t) => {
  const site = await testSite(t);
  await site.makeUser();
  const browser = site.browser();
  await logIn(browser);
  const page = await (await browser.get(totpPath)).text();
  const sealed = /name="sealed" value="([^"]+)"/.exec(page)?.[1] ?? '';
  const key = (/<span class="code">([^<]+)/.exec(page)?.[1] ?? '').replaceAll(' ', '');
  const typed = '918273';
  const wrong = await browser.post(totpPath, { csrf_token: tokenIn(page), sealed, code: typed });
  assert.doesNotMatch(await wrong.text(), /918273/);
  const code = codeAt(key, site.accounts.clock());
  await browser.post(totpPath, { csrf_token: tokenIn(page), sealed, code });
  const fields = { by: 'totp', code: typed };
  assert.doesNotMatch(await (await submit(browser, '/confirm/factor', { fields })).text(), /918273/);
  const later = site.browser();
  await submit(later, '/login', { fields: { email: 'ada', password } });
  for (const by of ['totp', 'recovery-code']) {
    const answer = await submit(later, '/login/factor', { fields: { by, code: typed } });
    assert.equal(answer.status, 422);
    assert.doesNotMatch(await answer.text(), /918273/);
  }
});
