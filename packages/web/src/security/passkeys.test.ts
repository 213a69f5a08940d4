import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findUser, listFactors } from '@latchkey/accounts';
import { createAuthenticator } from '@latchkey/accounts/testing';
import type { Browser } from '@latchkey/session/testing';
import { addPasskeyTo, logInByPasskey, optionsIn } from '../test-factors.ts';
import { logIn, minuteMs, password, submit, type TestSite, textOf, tokenIn } from '../test-site.ts';
import { loggedIn, loggedInTwice, noticesOf } from './test-security.ts';

const path = '/account/security/passkeys';
type Authenticator = ReturnType<typeof createAuthenticator>;

function key(options: Partial<Parameters<typeof createAuthenticator>[0]> = {}): Authenticator {
  return createAuthenticator({ origin: 'http://localhost', ...options });
}

async function add(browser: Browser, authenticator: Authenticator, name = ''): Promise<Response> {
  const page = await (await browser.get(`${path}/add`)).text();
  const response = await authenticator.create(optionsIn(page));
  return browser.post(`${path}/add`, { csrf_token: tokenIn(page), response, name });
}

async function passkeysOf({ accounts }: TestSite, name = 'ada') {
  const user = await findUser(accounts, name);
  assert.ok(user);
  return (await listFactors(accounts, user)).passkeys;
}

test('a passkey is added with a name, logs in alone from then on, and the other sessions end', async (t) => {
  const { site, browser } = await loggedIn(t);
  const other = site.browser();
  await logIn(other);
  const before = browser.cookies.get('latchkey_session');
  const authenticator = key();
  const answer = await add(browser, authenticator, '  My <b>phone</b> ');
  assert.deepEqual(
    [answer.status, answer.headers.get('location')],
    [303, '/account/security/recovery-codes'],
  );
  assert.notEqual(browser.cookies.get('latchkey_session'), before);
  const next = await textOf(await browser.get('/account/security/recovery-codes'));
  assert.match(next, /The passkey is added\. You can log in with it from now on\./);
  const shown = await (await browser.get('/account/security')).text();
  assert.match(shown, /<h3>My &lt;b&gt;phone&lt;\/b&gt;<\/h3>/);
  assert.equal((await other.get('/dashboard')).status, 303);
  assert.deepEqual(await noticesOf(site), ['factor-added passkey']);
  assert.equal((await logInByPasskey(site.browser(), authenticator)).headers.get('location'), '/dashboard');
});

test('a key that asks for no finger, face or PIN is for the second step only, and says so', async (t) => {
  const { site, browser } = await loggedIn(t);
  await add(browser, key({ verifiesUser: false, isResident: false }));
  const text = await textOf(await browser.get('/account/security'));
  assert.match(text, /The security key is added\./);
  assert.match(text, /Security key for the second step: it does not log you in by itself/);
  assert.deepEqual(await noticesOf(site), ['factor-added security-key']);
});

test('the page lets its script run, keeps its form hidden until then, and says what is needed', async (t) => {
  const { browser } = await loggedIn(t);
  const response = await browser.get(`${path}/add`);
  assert.match(response.headers.get('content-security-policy') ?? '', /script-src 'self'/);
  const page = await response.text();
  assert.match(page, /<form [^>]*data-passkey="create"[^>]* hidden>/);
  assert.match(page, /data-without-passkeys/);
  assert.doesNotMatch(page, /name="name"[^>]* required/);
});

test('what is no answer to this page adds nothing, and what was typed stays', async (t) => {
  const { site, browser } = await loggedIn(t);
  const page = await (await browser.get(`${path}/add`)).text();
  const good = await key().create(optionsIn(page));
  const elsewhere = await key().create(optionsIn(page), { origin: 'https://evil.example' });
  const csrf_token = tokenIn(page);
  for (const response of ['', 'nonsense', '{}', elsewhere]) {
    const answer = await browser.post(`${path}/add`, { csrf_token, response, name: 'My phone' });
    assert.equal(answer.status, 422, response.slice(0, 20));
    const shown = await answer.text();
    assert.match(shown, /The passkey could not be added\./);
    assert.match(shown, /value="My phone"/);
  }
  const long = await browser.post(`${path}/add`, { csrf_token, response: good, name: 'x'.repeat(65) });
  assert.equal(long.status, 422);
  assert.match(await long.text(), /The name must have 1 to 64 characters/);
  assert.deepEqual(await passkeysOf(site), []);
});

test('an answer counts once, and in this browser alone', async (t) => {
  const { site, browser } = await loggedIn(t);
  const thief = site.browser();
  await logIn(thief);
  const page = await (await browser.get(`${path}/add`)).text();
  const response = await key().create(optionsIn(page));
  const stolen = await submit(thief, `${path}/add`, { fields: { response } });
  assert.equal(stolen.status, 422);
  const csrf_token = tokenIn(page);
  assert.equal((await browser.post(`${path}/add`, { csrf_token, response })).status, 303);
  const again = await submit(browser, `${path}/add`, { fields: { response } });
  assert.equal(again.status, 422);
  assert.equal((await passkeysOf(site)).length, 1);
});

test('the twentieth is the last, and the page says so', async (t) => {
  const { site, browser } = await loggedIn(t);
  await add(browser, key());
  const { kysely } = site.accounts.database;
  const row = await kysely.selectFrom('passkeys').selectAll().executeTakeFirstOrThrow();
  const more = Array.from({ length: 19 }, (_, at) => ({ ...row, id: `${at}`, credential_id: `c${at}` }));
  await kysely.insertInto('passkeys').values(more).execute();
  const answer = await add(browser, key());
  assert.equal(answer.status, 422);
  assert.match(await answer.text(), /Your account has 20 passkeys/);
});

test('a passkey gets another name, and its owner is told', async (t) => {
  const { site, browser } = await loggedInTwice(t);
  await addPasskeyTo(site);
  const [passkey] = await passkeysOf(site);
  const rename = `${path}/rename?passkey=${passkey?.id}`;
  assert.match(await (await browser.get(rename)).text(), /name="name"[^>]* value="My key"/);
  const id = passkey?.id ?? '';
  for (const name of ['', '   ', 'x'.repeat(65), 'a\u202eb']) {
    const refused = await submit(browser, rename, { fields: { passkey: id, name } });
    assert.equal(refused.status, 422, name);
  }
  const answer = await submit(browser, rename, { fields: { passkey: id, name: '🗝'.repeat(64) } });
  assert.deepEqual([answer.status, answer.headers.get('location')], [303, '/account/security']);
  assert.match(
    await textOf(await browser.get('/account/security')),
    /The passkey has its new name\. .* (?:🗝){64} /,
  );
  assert.ok((await noticesOf(site)).includes('passkey-renamed'));
});

test('a passkey of somebody else can be neither renamed nor removed, and looks like one that never was', async (t) => {
  const { site, browser } = await loggedInTwice(t);
  await site.makeUser('bob');
  await site.accounts.database.kysely.updateTable('users').set({ email_verified_at: 1 }).execute();
  await addPasskeyTo(site, 'bob');
  const [his] = await passkeysOf(site, 'bob');
  const csrf_token = tokenIn(await (await browser.get('/account/security')).text());
  const seen: unknown[] = [];
  for (const passkey of [his?.id ?? '', 'nonsense', '']) {
    for (const what of ['rename', 'remove']) {
      const asked = await browser.get(`${path}/${what}?passkey=${encodeURIComponent(passkey)}`);
      const sent = await browser.post(`${path}/${what}`, { csrf_token, passkey, name: 'mine' });
      const text = await textOf(await browser.get('/account/security'));
      seen.push([asked.status, sent.status, sent.headers.get('location'), /gone already/.test(text)]);
    }
  }
  assert.deepEqual(seen, Array(6).fill([303, 303, '/account/security', true]));
  assert.equal((await passkeysOf(site, 'bob'))[0]?.name, 'My key');
});

test('removing asks first, names the passkey, and ends the other sessions; this one goes on', async (t) => {
  const { site, browser, app } = await loggedInTwice(t);
  const authenticator = await addPasskeyTo(site);
  const other = site.browser();
  await logInByPasskey(other, authenticator);
  const [passkey] = await passkeysOf(site);
  const remove = `${path}/remove?passkey=${passkey?.id}`;
  const asked = await textOf(await browser.get(remove));
  assert.match(asked, /You are about to remove “My key”\./);
  assert.doesNotMatch(asked, /It is your last second step/);
  const before = browser.cookies.get('latchkey_session');
  const answer = await submit(browser, remove, { fields: { passkey: passkey?.id ?? '' } });
  assert.deepEqual([answer.status, answer.headers.get('location')], [303, '/account/security']);
  assert.notEqual(browser.cookies.get('latchkey_session'), before);
  assert.match(await textOf(await browser.get('/account/security')), /The passkey is removed\./);
  assert.equal((await other.get('/dashboard')).status, 303);
  assert.equal((await logInByPasskey(site.browser(), authenticator)).status, 422);
  assert.ok((await noticesOf(site)).includes('factor-removed passkey'));
  assert.ok(app.code().length === 6);
});

test('the last second step says what goes with it, and log-in asks for one factor again', async (t) => {
  const { site, browser } = await loggedIn(t);
  await add(browser, key());
  const [passkey] = await passkeysOf(site);
  const remove = `${path}/remove?passkey=${passkey?.id}`;
  assert.match(await textOf(await browser.get(remove)), /It is your last second step/);
  await submit(browser, remove, { fields: { passkey: passkey?.id ?? '' } });
  assert.match(await textOf(await browser.get('/account/security')), /Two-step log-in is off\./);
  assert.equal((await logIn(site.browser())).headers.get('location'), '/dashboard');
});

test('a removal that was refused for want of a proof goes on after it, with one click that names it', async (t) => {
  const { site, browser } = await loggedIn(t);
  const authenticator = key();
  await add(browser, authenticator);
  const [passkey] = await passkeysOf(site);
  const id = passkey?.id ?? '';
  const page = await (await browser.get(`${path}/remove?passkey=${id}`)).text();
  site.later(21 * minuteMs);
  const refused = await browser.post(`${path}/remove`, { csrf_token: tokenIn(page), passkey: id });
  const asked = refused.headers.get('location') ?? '';
  assert.match(asked, /^\/confirm\?/);
  const confirm = await (await browser.get(asked)).text();
  assert.match(await textOf(new Response(confirm)), /Remove the passkey “Passkey” from your account/);
  const [, action = ''] = /action="(\/confirm[^"]*)"[^>]*data-passkey/.exec(confirm) ?? [];
  const response = await authenticator.get(optionsIn(confirm));
  const proof = { csrf_token: tokenIn(confirm), by: 'passkey', response };
  const proven = await browser.post(action.replaceAll('&amp;', '&'), proof);
  const resume = proven.headers.get('location') ?? '';
  assert.match(resume, /^\/confirm\/resume\?/);
  const last = await (await browser.get(resume)).text();
  assert.match(last, /action="\/account\/security\/passkeys\/remove"/);
  const sent = await browser.post(`${path}/remove`, { csrf_token: tokenIn(last), passkey: id });
  assert.equal(sent.headers.get('location'), '/account/security');
  assert.equal((await passkeysOf(site)).length, 0);
});

test('the last way in stays', async (t) => {
  const { site, browser } = await loggedIn(t, {});
  await add(browser, key());
  const removed = await submit(browser, '/account/security/password/remove');
  assert.equal(removed.headers.get('location'), '/account/security');
  const [passkey] = await passkeysOf(site);
  const id = passkey?.id ?? '';
  const answer = await submit(browser, `${path}/remove?passkey=${id}`, { fields: { passkey: id } });
  assert.equal(answer.status, 422);
  assert.match(await textOf(answer), /This is the last way to log in to your account\./);
  assert.equal((await passkeysOf(site)).length, 1);
});

test('where everybody needs a second step, the last one stays', async (t) => {
  const { site, browser } = await loggedInTwice(t, { accounts: { factors: { second: 'required' } } });
  const totp = '/account/security/totp/remove';
  const why = /This site asks everybody for a second step, and this is your last one\./;
  const asked = await (await browser.get(totp)).text();
  assert.match(asked, why);
  assert.doesNotMatch(asked, /button-danger|two-step log-in is off afterwards/);
  const answer = await submit(browser, totp);
  assert.equal(answer.status, 422);
  assert.match(await textOf(answer), why);
  const overview = async () => (await browser.get('/account/security')).text();
  const offersTotp = await overview();
  assert.match(offersTotp, why);
  assert.ok(!offersTotp.includes(totp), 'nor is it offered');
  await addPasskeyTo(site);
  const offersBoth = await overview();
  assert.ok(offersBoth.includes(totp) && offersBoth.includes('passkeys/remove'));
  assert.doesNotMatch(offersBoth, why);
  const removed = await submit(browser, totp);
  assert.equal(removed.headers.get('location'), '/account/security');
  const offersPasskey = await overview();
  assert.match(offersPasskey, why);
  assert.doesNotMatch(offersPasskey, /passkeys\/remove/);
  const [passkey] = await passkeysOf(site);
  const alone = await browser.get(`${path}/remove?passkey=${passkey?.id}`);
  assert.match(await textOf(alone), why);
});

test('a password is removed where a passkey logs in, and can be chosen again', async (t) => {
  const { site, browser } = await loggedIn(t);
  const authenticator = key();
  await add(browser, authenticator);
  const asked = await browser.get('/account/security/password/remove');
  assert.match(await textOf(asked), /From then on you log in without a password/);
  const answer = await submit(browser, '/account/security/password/remove');
  assert.equal(answer.headers.get('location'), '/account/security');
  assert.match(await textOf(await browser.get('/account/security')), /Your account has no password\./);
  assert.equal((await submit(site.browser(), '/login', { fields: { email: 'ada', password } })).status, 422);
  const first = await (await browser.get('/account/password')).text();
  assert.match(first, /Choose a Password/);
  assert.doesNotMatch(first, /name="current_password"/);
  const fields = { password: 'a boojum, you see', confirm_password: 'a boojum, you see' };
  const set = await submit(browser, '/account/password', { fields });
  assert.equal(set.headers.get('location'), '/dashboard');
  assert.match(await textOf(await browser.get('/dashboard')), /Your password is saved\./);
  assert.equal((await browser.get('/account/security/totp')).status, 200, 'what was proven before still is');
  const { password: chosen } = fields;
  assert.match(
    (await logIn(site.browser(), { password: chosen })).headers.get('location') ?? '',
    /^\/login\/factor/,
  );
  assert.deepEqual(await noticesOf(site), [
    'factor-added passkey',
    'factor-removed password',
    'factor-added password',
  ]);
});
