import assert from 'node:assert/strict';
import { test } from 'node:test';
import { client, testChanges } from '../email-change/test-changes.ts';
import { changeLanguage } from './change-language.ts';
import { deleteUser } from './change-user.ts';

test('an account has a language of its own, or that of its browser again', async (t) => {
  const { accounts, ada, user, audited } = await testChanges(t);
  const german = await changeLanguage(accounts, { user: ada, language: 'de' }, client);
  assert.deepEqual(german, { ...ada, language: 'de' });
  assert.deepEqual(await user('ada'), german);
  await changeLanguage(accounts, { user: german, language: undefined }, client);
  assert.deepEqual(await user('ada'), ada);
  assert.equal((await audited('language-changed')).length, 2);
});

test('the same language once more is no change, and an account that is gone has none', async (t) => {
  const { accounts, ada, audited } = await testChanges(t);
  assert.deepEqual(await changeLanguage(accounts, { user: ada, language: undefined }, client), ada);
  assert.deepEqual(await audited('language-changed'), []);
  await deleteUser(accounts, ada);
  assert.equal(await changeLanguage(accounts, { user: ada, language: 'de' }, client), undefined);
});
