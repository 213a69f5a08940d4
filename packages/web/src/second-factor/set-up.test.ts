import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addTotp, findUser, listFactors, newTotp } from '@latchkey/accounts';
import { createAuthenticator } from '@latchkey/accounts/testing';
import type { Browser } from '@latchkey/session/testing';
import { codeAt, optionsIn } from '../test-factors.ts';
import {
  minuteMs,
  password,
  submit,
  type TestScope,
  type TestSite,
  testSite,
  textOf,
  tokenIn,
} from '../test-site.ts';

interface Scene {
  readonly site: TestSite;
  readonly browser: Browser;
}

/** Everybody needs a second factor. Ada has none yet, and has typed her password on the way to her account. */
async function scene(scope: TestScope): Promise<Scene> {
  const site = await testSite(scope, { accounts: { factors: { second: 'required' } } });
  await site.makeUser();
  const browser = site.browser();
  const fields = { email: 'ada', password, remember: '1' };
  const answer = await submit(browser, '/login?next=%2Faccount', { fields });
  assert.equal(answer.headers.get('location'), '/login/set-up?next=%2Faccount');
  return { site, browser };
}

const [choice, app] = ['/login/set-up?next=%2Faccount', '/login/set-up/totp?next=%2Faccount'];
const codesPage = '/account/security/recovery-codes?next=%2Faccount';

interface ShownKey {
  readonly csrf_token: string;
  readonly sealed: string;
  readonly key: string;
}

function keyIn(page: string): ShownKey {
  const sealed = /name="sealed" value="([^"]+)"/.exec(page)?.[1] ?? assert.fail('no sealed key');
  const key = /<(?:code|span)[^>]*>([A-Z2-7 ]{32,})</.exec(page)?.[1] ?? assert.fail('no key to type');
  return { csrf_token: tokenIn(page), sealed, key };
}

test('who has no second factor chooses one, and nothing else opens before', async (t) => {
  const { browser } = await scene(t);
  const page = await (await browser.get(choice)).text();
  assert.match(page, /This site asks everybody for a second step, and the account ada has none yet/);
  assert.match(page, /href="\/login\/set-up\/totp\?next=%2Faccount"/);
  assert.match(page, /action="\/login\/set-up\/passkey\?next=%2Faccount" data-passkey="create"/);
  for (const path of ['/dashboard', '/account/security', '/account/security/totp', '/account/password']) {
    assert.match((await browser.get(path)).headers.get('location') ?? '', /^\/login\?next=/, path);
  }
  assert.equal((await browser.get('/login/factor')).headers.get('location'), '/login/set-up');
  assert.match(await (await browser.get('/login')).text(), /Go on logging in as ada/);
});

test('an app is set up, the log-in is whole, and recovery codes come on the way', async (t) => {
  const { site, browser } = await scene(t);
  const { csrf_token, sealed, key } = keyIn(await (await browser.get(app)).text());
  const code = codeAt(key, site.accounts.clock());
  const answer = await browser.post(app, { csrf_token, sealed, code });
  assert.equal(answer.headers.get('location'), codesPage);
  assert.ok(!browser.cookies.has('latchkey_pending'));
  assert.ok(browser.cookies.has('latchkey_remember'), 'as was asked for at the first step');
  assert.match(await textOf(await browser.get('/dashboard')), /The authenticator app is set up/);
  assert.equal((await browser.get('/account/security')).status, 200, 'both factors were proven just now');
});

test('a wrong code keeps the key that the app has by now; an empty one too', async (t) => {
  const { site, browser } = await scene(t);
  const shown = keyIn(await (await browser.get(app)).text());
  const { csrf_token, sealed } = shown;
  for (const [code, sentence] of [
    ['000000', /That code is not right/],
    [' ', /Enter the code that your app shows/],
  ] as const) {
    const answer = await browser.post(app, { csrf_token, sealed, code });
    assert.equal(answer.status, 422);
    const page = await answer.text();
    assert.match(page, sentence);
    assert.match(page, /<title>Error: /);
    assert.equal(keyIn(page).key, shown.key);
  }
  const code = codeAt(shown.key, site.accounts.clock());
  assert.equal((await browser.post(app, { csrf_token, sealed, code })).status, 303);
});

test('a key that somebody else has chosen is not taken', async (t) => {
  const { site, browser } = await scene(t);
  const bob = await site.makeUser('bob');
  const planted = newTotp(site.accounts, bob);
  const { csrf_token } = keyIn(await (await browser.get(app)).text());
  const code = codeAt(planted.seed.reveal(), site.accounts.clock());
  const answer = await browser.post(app, { csrf_token, sealed: planted.sealed, code });
  assert.equal(answer.status, 422);
  assert.notEqual(keyIn(await answer.text()).key.replaceAll(' ', ''), planted.seed.reveal());
});

test('a passkey is set up instead', async (t) => {
  const { site, browser } = await scene(t);
  const authenticator = createAuthenticator({ origin: 'http://localhost' });
  const page = await (await browser.get(choice)).text();
  const sent = { csrf_token: tokenIn(page) };
  const path = '/login/set-up/passkey?next=%2Faccount';
  const wrong = await browser.post(path, { ...sent, response: 'nonsense' });
  assert.equal(wrong.status, 422);
  assert.match(await wrong.text(), /<a href="#passkey">The passkey could not be added/);
  const response = await authenticator.create(optionsIn(page));
  const answer = await browser.post(path, { ...sent, response });
  assert.equal(answer.headers.get('location'), codesPage);
  const ada = (await findUser(site.accounts, 'ada')) ?? assert.fail('no ada');
  assert.equal((await listFactors(site.accounts, ada)).passkeys.length, 1);
  assert.equal((await browser.get('/login/set-up/passkey')).headers.get('location'), '/login/set-up');
});

test('where the server stopped between the factor and the log-in, it begins anew, and asks for the factor that is there now', async (t) => {
  const { site, browser } = await scene(t);
  const ada = (await findUser(site.accounts, 'ada')) ?? assert.fail('no ada');
  const { seed, sealed } = newTotp(site.accounts, ada);
  const code = codeAt(seed.reveal(), site.accounts.clock());
  const pendingToken = browser.cookies.get('latchkey_pending') ?? '';
  const enrolling = { user: ada, pendingToken };
  await addTotp(site.accounts, { enrolling, sealed, code }, { address: undefined });
  for (const path of [app, choice]) {
    assert.match((await browser.get(path)).headers.get('location') ?? '', /^\/login/, path);
  }
  const answer = await submit(browser, '/login', { fields: { email: 'ada', password } });
  assert.equal(answer.headers.get('location'), '/login/factor');
});

test('there is nothing to click that skips it, and after ten minutes it is over', async (t) => {
  const { site, browser } = await scene(t);
  const page = await (await browser.get(choice)).text();
  assert.equal((await browser.post(choice, { csrf_token: tokenIn(page) })).status, 405);
  assert.equal(await site.count('sessions'), 0);
  const again = site.browser();
  await submit(again, '/login', { fields: { email: 'ada', password } });
  const { csrf_token, sealed, key } = keyIn(await (await again.get('/login/set-up/totp')).text());
  site.later(10 * minuteMs);
  const code = codeAt(key, site.accounts.clock());
  const late = await again.post('/login/set-up/totp', { csrf_token, sealed, code });
  assert.equal(late.headers.get('location'), '/login');
  const ada = (await findUser(site.accounts, 'ada')) ?? assert.fail('no ada');
  assert.equal((await listFactors(site.accounts, ada)).totp, undefined);
});

test('a new account that is logged in at once goes through it too', async (t) => {
  const site = await testSite(t, {
    web: { signUpLogsIn: true },
    accounts: { factors: { second: 'required' } },
  });
  const browser = site.browser();
  const fields = { username: 'ada', email: 'ada@example.org', password, confirm_password: password };
  const answer = await submit(browser, '/signup?next=%2Faccount', { fields });
  assert.equal(answer.headers.get('location'), choice);
  assert.match(await textOf(await browser.get(choice)), /Your account is there\. One more step/);
  assert.equal(await site.count('sessions'), 0);
});
