import assert from 'node:assert/strict';
import { test } from 'node:test';
import { honoLogin } from '@latchkey/session/hono';
import type { Browser } from '@latchkey/session/testing';
import { Hono } from 'hono';
import { createFormProtection } from '../form-protection.ts';
import type { App } from '../test-factors.ts';
import { logIn, minuteMs, password, submit, type TestSite, textOf, tokenIn } from '../test-site.ts';
import { createStepUp } from './create-step-up.ts';
import { adaOnce, enter, formOn, goal, press, proveCode, resumePageOf, send } from './test-host.ts';

const fields = { amount: '5', to: 'bob "><b>', note: 'über\r\nzwei Zeilen' };

/** Both proofs, where a guard has led to; the page that resumes. */
async function proveBoth(browser: Browser, refused: Response, app: App): Promise<string> {
  const second = goal(await submit(browser, goal(refused), { fields: { password } }));
  return goal(await proveCode(browser, second, app));
}

/** Whether the form of this page still waits. */
async function waits(browser: Browser, path: string): Promise<boolean> {
  return (await browser.get(path)).status === 200;
}

async function kept({ accounts }: TestSite) {
  return await accounts.database.kysely.selectFrom('kept_requests').selectAll().execute();
}

const leadsBack = '/confirm?then=factor&next=%2Fform';

test('a form that was refused for a proof waits, and one click sends it again as it was', async (t) => {
  const { ada, app, done, site } = await adaOnce(t);
  const refused = await send(ada, '/gift?from=ada&x=%26', { fields });
  assert.match(goal(refused), /^\/confirm\?then=factor&next=%2Fconfirm%2Fresume%3Fof%3D/);
  assert.match(await textOf(await ada.get(goal(refused))), /Give 5 to <b>bob<\/b>/);
  const second = goal(await submit(ada, goal(refused), { fields: { password } }));
  assert.match(await textOf(await ada.get(second)), /confirm that it is you: Give 5 to <b>bob<\/b>/);
  const path = goal(await proveCode(ada, second, app));
  assert.equal(path, resumePageOf(refused));
  const page = await (await ada.get(path)).text();
  assert.match(page, /Give 5 to &lt;b&gt;bob&lt;\/b&gt;/);
  assert.doesNotMatch(page, /<b>/);
  assert.deepEqual(done, []);
  assert.equal(goal(await press(ada, path)), '/done');
  assert.deepEqual(done, [{ path: '/gift?from=ada&x=%26', fields }]);
  assert.deepEqual(await kept(site), []);
});

test('a form that asks for a fresh log-in waits as well, and so does one whose token was looked at before', async (t) => {
  const { site, ada, done } = await adaOnce(t);
  site.later(5 * minuteMs);
  const refused = await send(ada, '/note', { fields: { note: 'a snark' } });
  assert.match(goal(refused), /^\/confirm\?next=%2Fconfirm%2Fresume/);
  const path = goal(await submit(ada, goal(refused), { fields: { password } }));
  assert.match(await textOf(await ada.get(path)), /Keep the note “a snark”/);
  await press(ada, path);
  assert.deepEqual(done, [{ path: '/note', fields: { note: 'a snark' } }]);
});

test('nothing waits on a route that does not ask for it: the way leads back to the page with the form', async (t) => {
  const { site, ada, done } = await adaOnce(t);
  assert.equal(goal(await send(ada, '/plain', { fields })), leadsBack);
  assert.deepEqual(await kept(site), []);
  assert.deepEqual(done, []);
});

test('what needs no proof is let through at once', async (t) => {
  const { site, ada, app, done } = await adaOnce(t);
  await submit(ada, '/confirm', { fields: { password } });
  await proveCode(ada, '/confirm/factor', app);
  assert.equal(goal(await send(ada, '/gift', { fields })), '/done');
  assert.equal(done.length, 1);
  assert.deepEqual(await kept(site), []);
});

test('16 KiB wait, and one byte more does not', async (t) => {
  const { site, ada } = await adaOnce(t);
  const others = '/gift'.length + 'Give 5 to <b>bob</b>'.length + 'note'.length;
  const most = 'x'.repeat(16_384 - others);
  assert.equal(goal(await send(ada, '/gift', { fields: { note: `${most}x` } })), leadsBack);
  assert.deepEqual(await kept(site), []);
  const refused = await send(ada, '/gift', { fields: { note: most } });
  assert.ok(await waits(ada, resumePageOf(refused)));
});

test('the same form of another account waits at another address', async (t) => {
  const { site, ada, browser } = await adaOnce(t);
  await site.makeUser('bob');
  const bob = browser();
  await logIn(bob, { email: 'bob@example.org' });
  site.later(21 * minuteMs);
  const pages = [ada, bob].map(async (one) => resumePageOf(await send(one, '/note', { fields })));
  const [hers = '', his = ''] = await Promise.all(pages);
  assert.notEqual(hers, his);
  assert.deepEqual([await waits(ada, hers), await waits(bob, his)], [true, true]);
  assert.equal(await waits(bob, hers), false);
});

test('a guard that keeps a form tells it once, and not where an answer of your own stands in for it', async (t) => {
  for (const own of [undefined, () => new Response('Who are you?', { status: 401 })]) {
    let told = 0;
    const needsFactors = () => {
      told += 1;
    };
    const answers = own === undefined ? {} : { needsFactors: own };
    const { site, ada } = await adaOnce(t, { login: { events: { needsFactors }, answers } });
    const refused = await send(ada, '/gift', { fields });
    assert.deepEqual([told, refused.status], [1, own === undefined ? 303 : 401]);
    assert.equal((await kept(site)).length, own === undefined ? 1 : 0);
  }
});

test('it waits for ten minutes', async (t) => {
  const { site, ada } = await adaOnce(t);
  const path = resumePageOf(await send(ada, '/gift', { fields }));
  site.later(10 * minuteMs - 1);
  assert.ok(await waits(ada, path));
  site.later(1);
  assert.equal(goal(await ada.get(path)), '/dashboard');
  assert.match(await textOf(await ada.get('/dashboard')), /What you sent does not wait any more/);
});

test('a field that reads like a password stops the start, and one that nobody named is not kept', async (t) => {
  const { site, ada } = await adaOnce(t);
  const { login, accounts } = site;
  for (const name of ['password', 'current_password', 'totpCode', 'csrf_token', 'clientSecret', 'pin']) {
    const resumes = { action: 'Do it', fields: ['amount', name] };
    const { requireFactors, requireFreshLogin } = createStepUp({ login, accounts });
    for (const make of [
      () => requireFactors({ factors: 2, resumes }),
      () => requireFreshLogin({ resumes }),
    ]) {
      assert.throws(make, { code: 'field-not-kept' }, name);
    }
  }
  const refused = await send(ada, '/gift', { fields: { amount: '5', password: 'a secret of mine' } });
  const page = await (await ada.get(resumePageOf(refused))).text();
  assert.match(page, /name="amount" value="5"/);
  assert.doesNotMatch(page, /password|a secret of mine/);
});

test('a form with a file does not wait, nor one with a field twice', async (t) => {
  const { site, ada, answer } = await adaOnce(t);
  const csrf_token = tokenIn(await (await ada.get('/form')).text());
  const cookie = [...ada.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  const headers = { cookie, origin: 'http://localhost', referer: 'http://localhost/form' };
  const withFile = new FormData();
  withFile.set('csrf_token', csrf_token);
  withFile.set('note', new File(['a secret of mine'], 'note.txt'));
  const twice = new URLSearchParams({ csrf_token, amount: '5' });
  twice.append('amount', '500');
  for (const body of [withFile, twice]) {
    const request = new Request('http://localhost/gift', { method: 'POST', headers, body });
    assert.equal(goal(await answer(request)), leadsBack);
  }
  assert.deepEqual(await kept(site), []);
});

test('what another site has sent does not wait, and neither does what came without the token of its page', async (t) => {
  const { site, ada, browser, app } = await adaOnce(t);
  const other = browser();
  await enter(other, app);
  const tokenOfOther = tokenIn(await (await other.get('/form')).text());
  for (const headers of [
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    { origin: 'https://evil.example' },
    { origin: 'null' },
  ] as const) {
    assert.equal(goal(await send(ada, '/gift', { fields, headers })), leadsBack);
  }
  for (const csrf_token of ['', 'x', tokenOfOther]) {
    const headers = { referer: 'http://localhost/form' };
    assert.equal(goal(await ada.post('/gift', { ...fields, csrf_token }, headers)), leadsBack);
  }
  assert.deepEqual(await kept(site), []);
  const csrf_token = tokenIn(await (await ada.get('/form')).text());
  assert.ok(await waits(ada, resumePageOf(await ada.post('/gift', fields, { 'x-csrf-token': csrf_token }))));
});

test('it cannot be used to send a form elsewhere', async (t) => {
  const { site, ada } = await adaOnce(t);
  const { login, accounts } = site;
  const { requireFactors } = createStepUp({ login, accounts });
  const resumes = { action: 'Do it', fields: ['note'] };
  const host = new Hono().post('*', requireFactors({ factors: 2, withinMinutes: 10, resumes }));
  const csrf_token = tokenIn(await (await ada.get('/form')).text());
  const cookie = [...ada.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  const headers = { cookie, 'x-test-address': '192.0.2.1' };
  const refuse = async (path: string) => {
    const body = new URLSearchParams({ csrf_token, note: 'x' });
    return goal(await host.fetch(new Request(`http://localhost${path}`, { method: 'POST', headers, body })));
  };
  for (const path of ['//evil.example/gift', '///evil.example', '/..//evil.example']) {
    assert.doesNotMatch(await refuse(path), /resume/, path);
  }
  assert.deepEqual(await kept(site), []);
  for (const path of ['/gift//evil.example', '/%5Cevil.example']) assert.match(await refuse(path), /resume/);
  const path = resumePageOf(await send(ada, '/gift', { fields }));
  const [row] = await kept(site);
  const evil = JSON.stringify([row?.user_id, '//evil.example', 'Give', ['amount', '5']]);
  const sealed = accounts.keyring.seal('kept-request', evil);
  await accounts.database.kysely.updateTable('kept_requests').set({ sealed }).execute();
  assert.equal(goal(await ada.get(path)), '/dashboard');
});

test('a log-out discards it, and so does a log-in as somebody else', async (t) => {
  const { site, ada, app } = await adaOnce(t);
  await site.makeUser('bob');
  const comeAs = { ada: () => enter(ada, app), bob: () => logIn(ada, { email: 'bob@example.org' }) };
  for (const name of ['ada', 'bob'] as const) {
    site.later(16 * minuteMs);
    const path = resumePageOf(await send(ada, '/gift', { fields }));
    assert.ok(await waits(ada, path));
    await submit(ada, '/logout');
    assert.deepEqual(await kept(site), []);
    await comeAs[name]();
    assert.equal(goal(await ada.get(path)), '/dashboard');
  }
});

test('it belongs to its browser: another one of the same account does not see it', async (t) => {
  const { ada, app, browser } = await adaOnce(t);
  const path = resumePageOf(await send(ada, '/gift', { fields }));
  const other = browser();
  await enter(other, app);
  assert.equal(goal(await other.get(path)), '/dashboard');
  assert.ok(await waits(ada, path));
  assert.equal(goal(await browser().get(path)), `/login?next=${encodeURIComponent(path)}`);
});

test('it goes on when the session gets a new id, and its old token is worth nothing', async (t) => {
  const { site, ada, app, done } = await adaOnce(t);
  const refused = await send(ada, '/gift', { fields });
  const path = resumePageOf(refused);
  const before = { rows: await kept(site), token: tokenIn(await (await ada.get(path)).text()) };
  await proveBoth(ada, refused, app);
  const after = await kept(site);
  assert.notEqual(after[0]?.session_id_hash, before.rows[0]?.session_id_hash);
  assert.equal(after[0]?.expires_at, before.rows[0]?.expires_at);
  const form = await formOn(ada, path);
  assert.equal((await ada.post('/gift', { ...form.fields, csrf_token: before.token })).status, 403);
  assert.deepEqual(done, []);
  assert.ok(await waits(ada, path), 'a form that was not accepted can be sent once more');
  assert.equal(goal(await press(ada, path)), '/done');
});

test('to look at it changes nothing; once it is sent, the back button says that it is over', async (t) => {
  const { ada, app, done } = await adaOnce(t);
  const path = await proveBoth(ada, await send(ada, '/gift', { fields }), app);
  for (let looks = 0; looks < 3; looks++) assert.ok(await waits(ada, path));
  await press(ada, path);
  assert.equal(goal(await ada.get(path)), '/dashboard');
  assert.match(
    await textOf(await ada.get('/dashboard')),
    /it is done, you discarded it, or it is older than ten minutes/,
  );
  assert.equal(done.length, 1);
});

test('its sender may drop it', async (t) => {
  const { site, ada, done } = await adaOnce(t);
  const path = resumePageOf(await send(ada, '/gift', { fields }));
  const of = new URL(path, 'http://localhost').searchParams.get('of') ?? '';
  const csrf_token = tokenIn(await (await ada.get(path)).text());
  assert.equal((await ada.post('/confirm/resume/drop', { of })).status, 403);
  assert.ok(await waits(ada, path));
  assert.equal(goal(await ada.post('/confirm/resume/drop', { csrf_token, of })), '/dashboard');
  assert.match(await textOf(await ada.get('/dashboard')), /Discarded\. It will not be sent again\./);
  assert.deepEqual([await kept(site), done], [[], []]);
  await ada.post('/confirm/resume/drop', { csrf_token, of });
  assert.match(await textOf(await ada.get('/dashboard')), /does not wait any more/);
});

test('of two tabs the newer form waits; the other tab neither sends nor drops it', async (t) => {
  const { ada, app, done } = await adaOnce(t);
  const first = await send(ada, '/gift', { fields: { amount: '5' } });
  const [old, token] = [resumePageOf(first), tokenIn(await (await ada.get(resumePageOf(first))).text())];
  const second = await send(ada, '/gift', { fields: { amount: '500' } });
  assert.equal(goal(await ada.get(old)), '/dashboard');
  const of = new URL(old, 'http://localhost').searchParams.get('of') ?? '';
  await ada.post('/confirm/resume/drop', { csrf_token: token, of });
  assert.doesNotMatch(await textOf(await ada.get(goal(first))), /Give 5/);
  const path = await proveBoth(ada, second, app);
  await press(ada, path);
  assert.deepEqual(done, [{ path: '/gift', fields: { amount: '500' } }]);
});

test('a second click is a second form, as on any page, and nothing waits after it', async (t) => {
  const { site, ada, app, done } = await adaOnce(t);
  const path = await proveBoth(ada, await send(ada, '/gift', { fields }), app);
  const form = await formOn(ada, path);
  const clicks = await Promise.all([1, 2].map(() => ada.copy().post(form.action, form.fields)));
  assert.deepEqual(clicks.map(goal), ['/done', '/done']);
  assert.equal(done.length, 2);
  assert.deepEqual(await kept(site), []);
});

test('a click that comes too late asks for the proof again, and waits anew', async (t) => {
  const { site, ada, app, done } = await adaOnce(t);
  const path = await proveBoth(ada, await send(ada, '/gift', { fields }), app);
  const form = await formOn(ada, path);
  site.later(16 * minuteMs);
  const again = await ada.post(form.action, form.fields);
  assert.equal(resumePageOf(again), path);
  assert.deepEqual(done, []);
  assert.equal(goal(await press(ada, await proveBoth(ada, again, app))), '/done');
});

test('where the route could not do it, it can be sent once more', async (t) => {
  const { ada, app } = await adaOnce(t);
  const path = await proveBoth(ada, await send(ada, '/gift', { fields: { note: 'busy' } }), app);
  assert.equal((await press(ada, path)).status, 503);
  assert.ok(await waits(ada, path));
});

test('a program sends its request again by itself: 401, and nothing waits', async (t) => {
  const { site, ada } = await adaOnce(t);
  const answer = await send(ada, '/gift', { fields, headers: { accept: 'application/json' } });
  assert.equal(answer.status, 401);
  assert.equal(JSON.parse(await answer.text()).type, 'urn:latchkey:problem:factor-required');
  assert.deepEqual(await kept(site), []);
});

test('only a POST waits; OPTIONS passes unasked', async (t) => {
  const { site, ada, answer } = await adaOnce(t);
  const csrf_token = tokenIn(await (await ada.get('/form')).text());
  const cookie = [...ada.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  const headers = { cookie, 'x-csrf-token': csrf_token, referer: 'http://localhost/form' };
  const body = new URLSearchParams(fields);
  const put = await answer(new Request('http://localhost/gift', { method: 'PUT', headers, body }));
  assert.equal(goal(put), leadsBack);
  assert.deepEqual(await kept(site), []);
  const { login, accounts } = site;
  const { requireFreshLogin } = createStepUp({ login, accounts });
  const host = new Hono().all('*', requireFreshLogin({ resumes: { action: 'x', fields: [] } }), (c) =>
    c.text('ok'),
  );
  assert.equal((await host.request('/', { method: 'OPTIONS' })).status, 200);
  assert.equal((await host.request('/', { method: 'HEAD' })).status, 303);
});

test('the pages answer the methods they know, and HEAD says no more than GET', async (t) => {
  const { ada, answer } = await adaOnce(t);
  const path = resumePageOf(await send(ada, '/gift', { fields }));
  const cookie = [...ada.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  const ask = (method: string, at: string) =>
    answer(new Request(`http://localhost${at}`, { method, headers: { cookie } }));
  for (const [at, allow] of [
    ['/confirm/factor', 'GET, HEAD, POST, OPTIONS'],
    ['/confirm/resume', 'GET, HEAD, OPTIONS'],
    ['/confirm/resume/drop', 'GET, HEAD, POST, OPTIONS'],
  ] as const) {
    const [options, other] = [await ask('OPTIONS', at), await ask('DELETE', at)];
    assert.deepEqual([options.status, options.headers.get('allow')], [204, allow]);
    assert.deepEqual([other.status, other.headers.get('allow')], [405, allow]);
  }
  const head = await ask('HEAD', path);
  assert.deepEqual([head.status, await head.text()], [200, '']);
  assert.equal(goal(await ask('GET', '/confirm/resume')), '/dashboard');
  assert.equal(goal(await ask('GET', '/confirm/resume?of=x')), '/dashboard');
  assert.equal(goal(await ask('GET', '/confirm/resume/drop')), '/dashboard');
  assert.ok(await waits(ada, path));
});

test('under a prefix all of it stands there', async (t) => {
  const { ada, app, done } = await adaOnce(t, { web: { prefix: '/auth' } });
  const refused = await send(ada, '/gift', { fields });
  assert.match(goal(refused), /^\/auth\/confirm\?then=factor&next=%2Fauth%2Fconfirm%2Fresume/);
  assert.equal(goal(await press(ada, await proveBoth(ada, refused, app))), '/done');
  assert.equal(done.length, 1);
});

test('a guard without `resumes` is the guard of the login', async (t) => {
  const { site, ada } = await adaOnce(t);
  const { login, accounts } = site;
  const { requireFreshLogin } = createStepUp({ login, accounts });
  const { protect } = createFormProtection(login);
  const host = new Hono().post('/x', requireFreshLogin(), protect, (c) => c.text(c.var.visitor.user.name));
  const csrf_token = tokenIn(await (await ada.get('/form')).text());
  const cookie = [...ada.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  const body = new URLSearchParams({ csrf_token });
  const init = { method: 'POST', headers: { cookie, 'x-test-address': '192.0.2.1' }, body };
  assert.equal(await (await host.request('/x', init)).text(), 'ada');
  assert.equal(typeof honoLogin(login).requireFactors, 'function');
});
