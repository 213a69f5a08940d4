import assert from 'node:assert/strict';
import { test } from 'node:test';
import { client, testChanges } from '../email-change/test-changes.ts';
import { changeLanguage } from './change-language.ts';
import { deleteUser } from './change-user.ts';

test('an account has a language of its own, or that of its browser again', async (t) => {
  const { accounts, ada, user, audited } = await testChanges(t);
  const german = { ...ada, language: 'de' };
  const outcome = await changeLanguage(accounts, { user: ada, language: 'de' }, client);
  assert.deepEqual(outcome, { ok: true, user: german });
  assert.deepEqual(await user('ada'), german);
  await changeLanguage(accounts, { user: german, language: undefined }, client);
  assert.deepEqual(await user('ada'), ada);
  assert.equal((await audited('language-changed')).length, 2);
});

test('the same language once more is no change, and an account that is gone has none', async (t) => {
  const { accounts, ada, audited } = await testChanges(t);
  const same = await changeLanguage(accounts, { user: ada, language: undefined }, client);
  assert.deepEqual(same, { ok: true, user: ada });
  assert.deepEqual(await audited('language-changed'), []);
  await deleteUser(accounts, ada);
  const late = await changeLanguage(accounts, { user: ada, language: 'de' }, client);
  assert.deepEqual(late, { ok: false, reason: 'gone' });
});

test('twenty times an hour, because each is a line of the audit', async (t) => {
  const { accounts, ada, audited } = await testChanges(t, { limits: {} });
  const change = (language: string) => changeLanguage(accounts, { user: ada, language }, client);
  for (let count = 0; count < 20; count++) assert.ok((await change('de')).ok);
  assert.deepEqual(await change('en'), { ok: false, reason: 'limited', retryAfterSeconds: 3600 });
  assert.equal((await audited('language-changed')).length, 20);
});
