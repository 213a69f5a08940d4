import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deleteDue, findUser } from '@latchkey/accounts';
import { hourMs, logIn, submit, type TestScope, testSite, textOf } from '../test-site.ts';

const dayMs = 24 * hourMs;

async function open(scope: TestScope) {
  const site = await testSite(scope, { mail: { verification: 'off' } });
  await site.makeUser();
  const browser = site.browser();
  await logIn(browser, { remember: '1' });
  const ask = (confirmation: string) => submit(browser, '/account/delete', { fields: { confirmation } });
  return { ...site, person: browser, ask };
}

test('the page says what happens and when, and asks for the name', async (t) => {
  const { person, browser } = await open(t);
  await logIn(browser());
  const text = await textOf(await person.get('/account/delete'));
  assert.match(text, /logged out at once in every browser \(2\)/);
  assert.match(text, /wait for seven days/);
  assert.match(text, /deleted for good/);
  assert.match(text, /please enter: ada/);
});

test('a wrong name or none deletes nothing, and says so at the field', async (t) => {
  const { person, ask, accounts } = await open(t);
  for (const [typed, sentence] of [
    ['', 'Enter your username or email address to delete your account.'],
    ['bob"><b>', 'That is neither your username nor your email address.'],
  ] as const) {
    const response = await ask(typed);
    assert.equal(response.status, 422);
    const page = await response.text();
    assert.equal(page.split(sentence).length - 1, 2);
    assert.doesNotMatch(page, /<b>/);
    assert.match(page, /<title>Error: /);
  }
  assert.equal((await person.get('/dashboard')).status, 200);
  assert.equal((await findUser(accounts, 'ada'))?.deletesAtMs, undefined);
});

test('asked for, every browser is out, a mail says until when, and the page says what to do', async (t) => {
  const { person, ask, browser, mails } = await open(t);
  const other = browser();
  await logIn(other);
  const response = await ask(' ADA@example.org');
  assert.deepEqual([response.status, response.headers.get('location')], [303, '/']);
  assert.equal(response.headers.get('clear-site-data'), '"cache"');
  assert.match(await textOf(await person.get('/')), /Your account will be deleted in seven days/);
  for (const out of [person, other]) assert.equal((await out.get('/dashboard')).status, 303);
  person.restart();
  assert.equal((await person.get('/dashboard')).status, 303, 'not remembered either');
  const mail = (await mails()).find(({ template }) => template === 'deletion-asked');
  assert.deepEqual([mail?.to, mail?.data.untilMs], ['ada@example.org', Date.UTC(2026, 0, 8)]);
});

test('a log-in within seven days takes it back, and says so', async (t) => {
  const { person, ask, later, accounts } = await open(t);
  await ask('ada');
  later(6 * dayMs);
  await logIn(person);
  assert.match(
    await textOf(await person.get('/dashboard')),
    /Welcome back, ada! Your account stays: its deletion has been cancelled\./,
  );
  later(2 * dayMs);
  assert.equal((await deleteDue(accounts)).deleted, 0);
});

test('after seven days nobody can log in any more', async (t) => {
  const { person, ask, later, accounts, count } = await open(t);
  await ask('ada');
  later(7 * dayMs);
  assert.equal((await deleteDue(accounts)).deleted, 1);
  const fields = { email: 'ada', password: 'hunting a snark' };
  assert.equal((await submit(person, '/login', { fields })).status, 422);
  assert.equal(await count('users'), 0);
});

test('whoever has not proven it just now is asked first; a form of another site does nothing', async (t) => {
  const { person, later, accounts } = await open(t);
  const headers = { 'sec-fetch-site': 'cross-site' };
  const fields = { confirmation: 'ada' };
  assert.equal((await submit(person, '/account/delete', { fields, headers })).status, 403);
  assert.equal((await person.post('/account/delete', fields)).status, 403);
  later(hourMs);
  for (const answer of [await person.get('/account/delete'), await person.post('/account/delete', fields)])
    assert.equal(answer.headers.get('location'), '/confirm?next=%2Faccount%2Fdelete');
  assert.equal((await findUser(accounts, 'ada'))?.deletesAtMs, undefined);
});

test('of two clicks the second finds the log-in ended, and the account is asked for once', async (t) => {
  const { person, audited } = await open(t);
  const page = await (await person.get('/account/delete')).text();
  const csrf_token = /name="csrf_token" value="([^"]+)"/.exec(page)?.[1] ?? '';
  const clicks = [person.copy(), person.copy()];
  const answers = await Promise.all(
    clicks.map((click) => click.post('/account/delete', { csrf_token, confirmation: 'ada' })),
  );
  assert.deepEqual(
    answers.map(({ status }) => status),
    [303, 303],
  );
  assert.equal((await audited('deletion-asked')).length, 1);
});
