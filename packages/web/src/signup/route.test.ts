import assert from 'node:assert/strict';
import { test } from 'node:test';
import { password, submit, testSite, textOf } from '../test-site.ts';

const good = { username: 'ada', email: 'ada@example.org', password, confirm_password: password };

test('the form asks for user name, mail address, password and its repetition', async (t) => {
  const site = await testSite(t);
  const response = await site.browser().get('/signup');
  assert.equal(response.status, 200);
  const page = await response.text();
  const names = Array.from(page.matchAll(/<input[^>]* name="(\w+)"/g), ([, name]) => name);
  assert.deepEqual(names, ['csrf_token', 'username', 'email', 'password', 'confirm_password']);
  assert.match(page, /<h1>Create an Account<\/h1>/);
  for (const label of ['Username', 'Email Address', 'Password', 'Confirm Password']) {
    assert.ok(page.includes(`>${label}</label>`), label);
  }
  assert.match(page, /id="password-hint">At least 8 characters<\/p>/);
  assert.match(page, />Create Account<\/button>/);
  assert.match(page, /Already have an account\? <a href="\/login">Log in here<\/a>/);
  assert.doesNotMatch(page, /maxlength/);
});

test('the fields tell password managers what they are', async (t) => {
  const site = await testSite(t);
  const page = await (await site.browser().get('/signup')).text();
  for (const [name, token] of [
    ['username', 'username'],
    ['email', 'email'],
    ['password', 'new-password'],
    ['confirm_password', 'new-password'],
  ]) {
    assert.match(page, new RegExp(`name="${name}"[^>]*autocomplete="${token}"`));
  }
});

test('a good form makes the account and leads to the log-in', async (t) => {
  const site = await testSite(t);
  const browser = site.browser();
  const response = await submit(browser, '/signup', { fields: good });
  assert.equal(response.status, 303);
  assert.equal(response.headers.get('location'), '/login');
  assert.match(await textOf(await browser.get('/login')), /Account created successfully! Please log in\./);
  assert.equal(await site.count('users'), 1);
  assert.equal(await site.count('sessions'), 0);
});

test('next goes along from sign-up to log-in', async (t) => {
  const site = await testSite(t);
  const browser = site.browser();
  const path = '/signup?next=%2Fdashboard%3Ftab%3D2';
  const page = await (await browser.get(path)).text();
  assert.match(page, /action="\/signup\?next=%2Fdashboard%3Ftab%3D2"/);
  assert.match(page, /href="\/login\?next=%2Fdashboard%3Ftab%3D2">Log in here</);
  const response = await submit(browser, path, { fields: good });
  assert.equal(response.headers.get('location'), '/login?next=%2Fdashboard%3Ftab%3D2');
});

test('by a setting a new account is logged in at once', async (t) => {
  const site = await testSite(t, { web: { signUpLogsIn: true } });
  const browser = site.browser();
  const response = await submit(browser, '/signup?next=%2Faccount%2Fpassword', { fields: good });
  assert.equal(response.headers.get('location'), '/account/password');
  assert.equal((await browser.get('/account/password')).status, 200);
  assert.ok(browser.cookies.has('latchkey_browser'));
  assert.ok(!browser.cookies.has('latchkey_csrf'));
});

test('all faults are said at once, each at its field and in a summary, with what was typed except passwords', async (t) => {
  const site = await testSite(t);
  await site.makeUser();
  const fields = { username: 'ADA', email: 'Ada@Example.org', password: 'short', confirm_password: 'other' };
  const response = await submit(site.browser(), '/signup', { fields });
  assert.equal(response.status, 422);
  const page = await response.text();
  for (const sentence of [
    'That username is already taken.',
    'An account with that email already exists.',
    'Password must be at least 8 characters long.',
    'Passwords do not match.',
  ]) {
    assert.equal(page.split(sentence).length - 1, 2, sentence);
  }
  assert.match(
    page,
    /name="username"[^>]*value="ADA"[^>]*aria-describedby="username-hint username-fault" aria-invalid="true"/,
  );
  assert.match(page, /value="Ada@Example\.org"/);
  assert.doesNotMatch(page, /short|value="other"/);
  assert.match(page, /<title>Error: Create an Account – Latchkey<\/title>/);
  assert.match(page, /<div class="summary" role="alert"[^>]* tabindex="-1" autofocus>/);
  assert.match(page, /<a href="#confirm_password">Passwords do not match\.<\/a>/);
  assert.equal(await site.count('users'), 1);
});

test('empty fields: all are required, and each says so', async (t) => {
  const site = await testSite(t);
  const response = await submit(site.browser(), '/signup');
  assert.equal(response.status, 422);
  const text = await textOf(response);
  for (const sentence of [
    'All fields are required.',
    'Username is required.',
    'Email address is required.',
    'Password is required.',
    'Confirm your password by entering it again.',
  ]) {
    assert.ok(text.includes(sentence), sentence);
  }
});

test('every other fault has a sentence of its own', async (t) => {
  const site = await testSite(t);
  for (const [fields, sentence] of [
    [{ username: 'a@b' }, 'Username must not contain an @.'],
    [{ username: 'ab' }, 'Username must be at least 3 characters long.'],
    [{ username: 'x'.repeat(151) }, 'Username must be at most 150 characters long.'],
    [{ username: 'a\u0007bc' }, 'Username must not contain control or invisible characters.'],
    [{ email: 'nobody' }, 'Enter an email address like name@example.com.'],
    [{ email: `${'x'.repeat(250)}@example.org` }, 'Email address must be at most 254 characters long.'],
    [{ password: 'x'.repeat(1025) }, 'Password must be at most 1024 bytes long.'],
    [{ password: 'password123' }, 'This password is one of the most common ones'],
    [{ password: 'ada@example.org' }, 'Password is too close to your username or email address.'],
  ] as const) {
    const response = await submit(site.browser(), '/signup', { fields: { ...good, ...fields } });
    assert.equal(response.status, 422, sentence);
    assert.ok((await textOf(response)).includes(sentence), sentence);
  }
  assert.equal(await site.count('users'), 0);
});

test('what was typed comes back escaped', async (t) => {
  const site = await testSite(t);
  const evil = `"><script>alert('x')</script>&amp;`;
  const response = await submit(site.browser(), '/signup', { fields: { username: evil, email: evil } });
  const page = await response.text();
  assert.doesNotMatch(page, /<script/);
  assert.match(page, /value="&quot;&gt;&lt;script&gt;alert\(&#39;x&#39;\)&lt;\/script&gt;&amp;amp;"/);
});

test('too many sign-ups from one address are answered with 429', async (t) => {
  const site = await testSite(t, { accounts: { limits: { signUpsPerHour: 1 } } });
  const browser = site.browser();
  const again = (name: string) =>
    submit(browser, '/signup', { fields: { ...good, username: name, email: `${name}@example.org` } });
  assert.equal((await again('ada')).status, 303);
  const response = await again('grace');
  assert.equal(response.status, 429);
  assert.match(response.headers.get('retry-after') ?? '', /^\d+$/);
  assert.match(
    await textOf(response),
    /Too Many Tries There were too many tries\. Please try again in (1 hour|\d+ minutes)\./,
  );
});

test('/register leads to /signup, and next goes along', async (t) => {
  const site = await testSite(t);
  const response = await site.browser().get('/register?next=/dashboard');
  assert.equal(response.status, 303);
  assert.equal(response.headers.get('location'), '/signup?next=%2Fdashboard');
});
