import assert from 'node:assert/strict';
import { test } from 'node:test';
import { enter, goal, proveCode } from '../step-up/test-host.ts';
import { addApp, addPasskeyTo, addRecoveryCodes, optionsIn } from '../test-factors.ts';
import { submit, type TestScope, testSite, textOf, tokenIn } from '../test-site.ts';

const path = '/confirm/factor?next=/account';

/** ada, with an authenticator app and recovery codes, logged in. */
async function open(scope: TestScope) {
  const site = await testSite(scope);
  await site.makeUser();
  const app = await addApp(site);
  const codes = await addRecoveryCodes(site);
  const browser = site.browser();
  await enter(browser, app);
  site.later(60_000);
  return { ...site, app, codes, ada: browser, page: async (at = path) => (await browser.get(at)).text() };
}

test('the code of the app confirms, once, and the session gets a new id', async (t) => {
  const { ada, app, page } = await open(t);
  const shown = await page();
  assert.match(shown, /autocomplete="one-time-code"/);
  assert.match(shown, /inputmode="numeric"/);
  assert.match(shown, /autocomplete="username" value="ada" readonly/);
  assert.doesNotMatch(shown, /name="trust"|<script/);
  assert.match(shown, /Lost everything that you could use here\?/);
  assert.match(shown, /<a href="\/account">Back to your account<\/a>/);
  const before = ada.cookies.get('latchkey_session');
  assert.equal(goal(await proveCode(ada, path, app)), '/account');
  assert.notEqual(ada.cookies.get('latchkey_session'), before);
  assert.equal((await proveCode(ada, path, app)).status, 422);
  assert.equal(
    (await ada.post(path, { csrf_token: tokenIn(shown), by: 'totp', code: app.code() })).status,
    403,
  );
});

test('a recovery code confirms, once, and the page says how many are left', async (t) => {
  const { ada, codes, page, audited } = await open(t);
  const at = `${path}&by=recovery-code`;
  assert.match(await page(), /href="\/confirm\/factor\?next=%2Faccount&amp;by=recovery-code"/);
  assert.match(await page(at), /name="by" value="recovery-code"/);
  const fields = { by: 'recovery-code', code: (codes[1] ?? '').toUpperCase() };
  assert.equal(goal(await submit(ada, at, { fields })), '/account');
  assert.match(await textOf(await ada.get('/account')), /You have used a recovery code\. 9 are left\./);
  assert.equal((await submit(ada, at, { fields })).status, 422);
  const confirmed = (await audited('confirm')).map(({ result, detail }) => [result, detail]);
  assert.deepEqual(confirmed, [
    ['success', 'recovery-code'],
    ['failure', 'wrong-recovery-code'],
  ]);
});

test('a passkey confirms; its page, and no other, has a script', async (t) => {
  const site = await testSite(t);
  await site.makeUser();
  const app = await addApp(site);
  const key = await addPasskeyTo(site);
  const browser = site.browser();
  await enter(browser, app);
  const answer = await browser.get(path);
  assert.match(answer.headers.get('content-security-policy') ?? '', /script-src 'self'/);
  const page = await answer.text();
  const sent = { csrf_token: tokenIn(page), by: 'passkey', response: await key.get(optionsIn(page)) };
  assert.equal((await browser.copy().post(path, { ...sent, response: 'x' })).status, 422);
  assert.equal(goal(await browser.post(path, sent)), '/account');
  assert.equal(
    (await submit(browser, path, { fields: sent })).status,
    403,
    'the token was of the old session',
  );
  const token = tokenIn(await (await browser.get(path)).text());
  assert.equal((await browser.post(path, { ...sent, csrf_token: token })).status, 422, 'spent');
});

test('a wrong code or none is refused at its field, and nothing is confirmed', async (t) => {
  const { ada } = await open(t);
  const before = ada.cookies.get('latchkey_session');
  for (const [fields, sentence] of [
    [{ by: 'totp', code: '' }, 'Code is required.'],
    [{ by: 'totp', code: ' ' }, 'Code is required.'],
    [{ by: 'totp', code: 'nonsense' }, 'That code is not right, or it was used already.'],
    [{ by: 'recovery-code', code: '' }, 'Recovery code is required.'],
    [{ by: 'recovery-code', code: 'aaaa-bbbb' }, 'That is none of your recovery codes'],
    [{ by: 'passkey', response: '{}' }, 'That passkey was not accepted.'],
    [{ by: 'carrier pigeon' }, 'Code is required.'],
  ] as const) {
    const answer = await submit(ada, path, { fields });
    assert.equal(answer.status, 422);
    const page = await answer.text();
    assert.ok(page.includes(sentence), sentence);
    assert.match(page, /<title>Error: /);
  }
  assert.equal(ada.cookies.get('latchkey_session'), before);
});

test('ten wrong answers end the session, passwords among them', async (t) => {
  const { ada, count } = await open(t);
  const before = await count('sessions');
  const wrongCode = () => submit(ada, path, { fields: { by: 'totp', code: '00000x' } });
  const wrongPassword = () => submit(ada, '/confirm', { fields: { password: 'a wrong one' } });
  for (let tries = 1; tries < 10; tries++) {
    assert.equal((await (tries % 2 === 0 ? wrongCode() : wrongPassword())).status, 422);
  }
  assert.equal(goal(await wrongCode()), '/login');
  assert.equal((await ada.get('/dashboard')).status, 303);
  assert.equal(await count('sessions'), before - 1);
});

test('where the app does not count any more, the page says so and asks for another way', async (t) => {
  const { ada, accounts, codes, page } = await open(t);
  await accounts.database.kysely.updateTable('totps').set({ failures: 100 }).execute();
  const shown = await page();
  assert.match(shown, /Your authenticator app is switched off/);
  assert.match(shown, /name="by" value="recovery-code"/);
  assert.equal((await submit(ada, path, { fields: { by: 'totp', code: '123456' } })).status, 422);
  const fields = { by: 'recovery-code', code: codes[1] ?? '' };
  assert.equal(goal(await submit(ada, path, { fields })), '/account');
});

test('logged out, it leads to the log-in; another site confirms nothing', async (t) => {
  const { ada, app, browser } = await open(t);
  assert.equal(goal(await browser().get('/confirm/factor')), '/login?next=%2Fconfirm%2Ffactor');
  const fields = { by: 'totp', code: app.code() };
  const foreign = await submit(ada, path, { fields, headers: { 'sec-fetch-site': 'cross-site' } });
  assert.deepEqual([foreign.status, (await ada.post(path, fields)).status], [403, 403]);
  assert.equal(
    goal(await submit(ada, '/confirm/factor?next=https://evil.example', { fields })),
    '/dashboard',
  );
});
