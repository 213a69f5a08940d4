import assert from 'node:assert/strict';
import { test } from 'node:test';
import { password, submit, testSite, tokenIn } from '../test-site.ts';

test('an unknown account, a wrong password and a disabled account get the same bytes', async (t) => {
  const site = await testSite(t);
  await site.makeUser('ada');
  const disabled = await site.makeUser('bob');
  await site.accounts.database.kysely
    .updateTable('users')
    .set({ disabled_at: 1 })
    .where('id', '=', disabled.id)
    .execute();
  const answers = await Promise.all(
    [
      ['eve', 'a wrong one'],
      ['ada', 'a wrong one'],
      ['bob', password],
    ].map(async ([email = '', typed = '']) => {
      const response = await submit(site.browser(), '/login', {
        fields: { email, password: typed, remember: '1' },
      });
      const page = (await response.text())
        .replace(`value="${email}"`, 'value="…"')
        .replace(/data-options="[^"]+"/, 'data-options="…"');
      const headers = [...response.headers];
      return JSON.stringify({ status: response.status, headers, page: page.replaceAll(tokenIn(page), '…') });
    }),
  );
  assert.equal(JSON.parse(answers[0] ?? '').status, 422);
  assert.equal(answers[1], answers[0]);
  assert.equal(answers[2], answers[0]);
});

test('a refused log-in says so in the title and a summary, keeps the identifier and drops the password', async (t) => {
  const site = await testSite(t);
  const evil = `<img src=x onerror="alert(1)">`;
  const response = await submit(site.browser(), '/login', {
    fields: { email: evil, password: 'canary-7f3a', remember: '1' },
  });
  assert.equal(response.status, 422);
  const page = await response.text();
  assert.match(page, /<title>Error: Log In – Latchkey<\/title>/);
  assert.match(page, /<a href="#email">Invalid email or password\. Please try again\.<\/a>/);
  assert.match(page, /value="&lt;img src=x onerror=&quot;alert\(1\)&quot;&gt;"/);
  assert.match(page, /name="remember"[^>]* checked/);
  assert.doesNotMatch(page, /canary-7f3a|<img/);
});
