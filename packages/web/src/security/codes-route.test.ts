import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addRecoveryCodes } from '../test-factors.ts';
import { logIn, submit, textOf, tokenIn } from '../test-site.ts';
import { loggedIn, loggedInTwice, noticesOf } from './test-security.ts';

const path = '/account/security/recovery-codes';

function codesIn(page: string): string[] {
  return [...page.matchAll(/<li class="code">([^<]+)/g)].map(([, code = '']) => code);
}

test('ten codes are shown once, to be copied, kept as a file, or written down', async (t) => {
  const { browser } = await loggedInTwice(t);
  const response = await submit(browser, path);
  assert.deepEqual([response.status, response.headers.get('cache-control')], [200, 'no-store']);
  assert.match(response.headers.get('content-security-policy') ?? '', /script-src 'self'/);
  const page = await response.text();
  const codes = codesIn(page);
  assert.equal(new Set(codes).size, 10);
  for (const code of codes) assert.match(code, /^(?:[0-9a-z]{4}-){5}[0-9a-z]{4}$/);
  assert.match(page, /<button [^>]*data-copy="codes"[^>]* hidden>Copy<\/button>/);
  const [, file = ''] =
    /download="recovery-codes\.txt" href="data:text\/plain;charset=utf-8,([^"]+)"/.exec(page) ?? [];
  assert.equal(
    decodeURIComponent(file),
    `Recovery codes for Latchkey. Each of them works once.\r\n\r\n${codes.join('\r\n')}\r\n`,
  );
  for (const again of [path, '/account/security']) {
    const later = await (await browser.get(again)).text();
    assert.ok(!codes.some((code) => later.includes(code)), again);
  }
});

test('they count when one of them was typed, in whatever way people write; the old ones no more', async (t) => {
  const { site, browser } = await loggedInTwice(t);
  const [old = ''] = await addRecoveryCodes(site);
  const page = await (await submit(browser, path)).text();
  const [code = '', another = ''] = codesIn(page);
  const half = site.browser();
  await logIn(half);
  const early = await submit(half, '/login/factor', { fields: { by: 'recovery-code', code: another } });
  assert.equal(early.status, 422, 'not before');
  const typed = ` ${code.replaceAll('-', ' ').toUpperCase()} `;
  const answer = await browser.post(`${path}/confirm`, { csrf_token: tokenIn(page), code: typed });
  assert.deepEqual([answer.status, answer.headers.get('location')], [303, '/account/security']);
  const counting = await textOf(await browser.get('/account/security'));
  assert.match(counting, /Those from before do not work any more\..* 10 of 10/);
  await logIn(half);
  const late = await submit(half, '/login/factor', { fields: { by: 'recovery-code', code: old } });
  assert.equal(late.status, 422);
  const good = await submit(half, '/login/factor', { fields: { by: 'recovery-code', code } });
  assert.equal(good.status, 303, 'typing it to confirm has not spent it');
  assert.match(await textOf(await browser.get('/account/security')), /9 of 10/);
  assert.ok((await noticesOf(site)).includes('recovery-codes-made'));
});

test('a wrong one is told, shows none of them again, and can be mended', async (t) => {
  const { browser } = await loggedInTwice(t);
  const page = await (await submit(browser, path)).text();
  const codes = codesIn(page);
  const csrf_token = tokenIn(page);
  for (const [code, sentence] of [
    ['nonsense', /That is none of the new codes\./],
    ['', /Enter one of the codes\./],
  ] as const) {
    const answer = await browser.post(`${path}/confirm`, { csrf_token, code });
    assert.equal(answer.status, 422);
    const shown = await answer.text();
    assert.match(shown, sentence);
    assert.match(shown, /These codes still wait to be confirmed, and are not shown again\./);
    assert.ok(!codes.some((one) => shown.includes(one)));
  }
  const good = await browser.post(`${path}/confirm`, { csrf_token, code: codes[7] ?? '' });
  assert.equal(good.status, 303);
  const counting = await textOf(await browser.get('/account/security'));
  assert.match(counting, /Your recovery codes work from now on\. /);
  assert.doesNotMatch(counting, /from before/, 'there were none before');
  const again = await browser.post(`${path}/confirm`, { csrf_token, code: codes[7] ?? '' });
  assert.equal(again.headers.get('location'), '/account/security', 'a second click');
});

test('whoever was on the way somewhere goes on there, and nowhere else', async (t) => {
  const { browser } = await loggedInTwice(t);
  for (const [next, goesTo] of [
    ['%2Fdashboard%3Ftab%3D2', '/dashboard?tab=2'],
    ['https%3A%2F%2Fevil.example', '/account/security'],
  ] as const) {
    const asked = await (await browser.get(`${path}?next=${next}`)).text();
    assert.ok(asked.includes(`<a class="button button-quiet" href="${goesTo}">Not now</a>`));
    const page = await (await submit(browser, `${path}?next=${next}`)).text();
    const [code = ''] = codesIn(page);
    const action = /action="([^"]*\/confirm[^"]*)"/.exec(page)?.[1] ?? '';
    const answer = await browser.post(action, { csrf_token: tokenIn(page), code });
    assert.equal(answer.headers.get('location'), goesTo);
  }
});

test('without a second factor there is nothing to recover from', async (t) => {
  const { browser } = await loggedIn(t);
  assert.equal((await browser.get(path)).headers.get('location'), '/account/security');
  assert.match(
    await textOf(await browser.get('/account/security')),
    /Recovery codes come with two-step log-in\./,
  );
  const csrf_token = tokenIn(await (await browser.get('/account/security')).text());
  assert.equal((await browser.post(path, { csrf_token })).headers.get('location'), '/account/security');
});

test('whoever opens the page of the confirmation begins with new codes', async (t) => {
  const { browser } = await loggedInTwice(t);
  assert.equal((await browser.get(`${path}/confirm`)).headers.get('location'), path);
});
