import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hourMs, logIn, password, textOf } from '../test-site.ts';
import { follow, linkIn, open, press } from './test-change.ts';

test('the link opens a page that changes nothing, without the token in its address; its button does', async (t) => {
  const { site, ada, browser, ask } = await open(t);
  await ask('ada@new.example');
  const link = await linkIn(site, 'confirm-email');
  for (let opened = 0; opened < 3; opened++) {
    const page = await follow(site.browser(), link);
    assert.equal(page.status, 200);
    assert.match(await textOf(page), /Account ada New email address ada@new\.example/);
  }
  const response = await press(browser, link);
  assert.equal(response.status, 303);
  assert.equal(response.headers.get('location'), '/account');
  const text = await textOf(await browser.get('/account'));
  assert.match(text, /The email address has been changed\./);
  assert.match(text, /Email address ada@new\.example \(confirmed\)/);
  assert.deepEqual(await site.audited('email-changed'), [
    { result: 'success', detail: null, userId: ada.id },
  ]);
  const last = (await site.mails()).at(-1);
  assert.deepEqual([last?.to, last?.template], ['ada@example.org', 'email-changed']);
});

test('in another browser it takes the password of the account, and logs nobody in', async (t) => {
  const { site, browser, ask } = await open(t);
  await ask('ada@new.example');
  const phone = site.browser();
  const link = await linkIn(site, 'confirm-email');
  for (const [wrong, said] of [
    ['', /Password is required/],
    ['nonsense', /This is not the password of the account/],
  ] as const) {
    const refused = await press(phone, link, wrong);
    assert.equal(refused.status, 422);
    assert.match(await textOf(refused), said);
  }
  const response = await press(phone, link, password);
  assert.equal(response.headers.get('location'), '/login');
  assert.match(await textOf(await phone.get('/login')), /The email address has been changed\./);
  assert.equal((await phone.get('/account')).status, 303);
  assert.equal((await browser.get('/account')).status, 200);
  await logIn(phone, { email: 'ada@new.example' });
});

test('a browser that is logged in to another account is told whose address it is', async (t) => {
  const { site, ask } = await open(t);
  await site.makeUser('bob');
  await ask('ada@new.example');
  const other = site.browser();
  await logIn(other, { email: 'bob@example.org' });
  const link = await linkIn(site, 'confirm-email');
  const text = await textOf(await follow(other, link));
  assert.match(text, /You are logged in here to another account .* You are logged in as bob\./);
  assert.match(text, /Account ada New email address ada@new\.example/);
  assert.equal((await press(other, link)).status, 422);
  await press(other, link, password);
  const profile = await textOf(await other.get('/account'));
  assert.match(profile, /The email address of the other account has been changed\./);
  assert.match(profile, /Email address bob@example\.org/);
});

test('the address of a form counts for nothing: the one inside the link becomes the account’s', async (t) => {
  const { site, browser, ask } = await open(t);
  await ask('ada@new.example');
  const page = await (await follow(browser, await linkIn(site, 'confirm-email'))).text();
  const hidden = [...page.matchAll(/name="(csrf_token|token)" value="([^"]*)"/g)];
  const fields = Object.fromEntries(hidden.map(([, name = '', value = '']) => [name, value]));
  await browser.post('/email/confirm', { ...fields, email: 'thief@example.net' });
  assert.match(await textOf(await browser.get('/account')), /Email address ada@new\.example/);
});

test('a link that is spent, replaced, too old, of another purpose or invented shows the same page', async (t) => {
  const { site, browser, ask } = await open(t);
  await ask('one@new.example');
  const replaced = await linkIn(site, 'confirm-email');
  await ask('two@new.example');
  const spent = await linkIn(site, 'confirm-email');
  const ofCancel = (await linkIn(site, 'email-change-asked')).replace('cancel', 'confirm');
  const cut = spent.slice(0, -3);
  const bodies = new Set<string>();
  const open410 = async (link: string) => {
    const response = await follow(browser, link);
    assert.equal(response.status, 410, link);
    bodies.add((await response.text()).replace(/value="[^"]*"/g, ''));
  };
  await browser.get('/account'); // shows the message
  for (const link of [replaced, ofCancel, cut, `/email/confirm?token=${'A'.repeat(43)}`]) await open410(link);
  assert.equal((await press(browser, spent)).status, 303);
  await browser.get('/account'); // shows the message
  await open410(spent);
  await ask('three@new.example');
  await browser.get('/account');
  site.later(hourMs);
  await open410(await linkIn(site, 'confirm-email'));
  assert.deepEqual([...bodies].slice(1), []);
  assert.match([...bodies].join(), /This Link Does Not Work Any More/);
  assert.match([...bodies].join(), /href="\/account\/email">Ask for another link/);
});

test('where another account was made with the address meanwhile, that is said and nothing changes', async (t) => {
  const { site, browser, ask } = await open(t);
  await ask('bob@example.org');
  await site.makeUser('bob');
  const response = await press(browser, await linkIn(site, 'confirm-email'));
  assert.equal(response.status, 409);
  assert.match(await textOf(response), /This Address Belongs to Another Account/);
  assert.match(await textOf(await browser.get('/account')), /Email address ada@example\.org/);
});

test('the old address stops the change without a log-in, and is told what to do', async (t) => {
  const { site, browser, ask } = await open(t);
  await ask('thief@new.example');
  const thiefs = await linkIn(site, 'confirm-email');
  const owner = site.browser();
  const link = await linkIn(site, 'email-change-asked');
  assert.match(await textOf(await follow(owner, link)), /Account ada New email address thief@new\.example/);
  const response = await press(owner, link);
  assert.equal(response.status, 303);
  assert.equal(response.headers.get('location'), '/forgot');
  const text = await textOf(await owner.get('/forgot'));
  assert.match(text, /The change was stopped/);
  assert.match(text, /Choose a new password here: that ends every session of the account\./);
  assert.equal((await follow(site.browser(), thiefs)).status, 410);
  assert.equal((await follow(owner, link)).status, 410);
  assert.match(await textOf(await browser.get('/account')), /ada@example\.org/);
  assert.equal((await site.audited('email-change-cancelled')).length, 1);
});
