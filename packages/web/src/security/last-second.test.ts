import assert from 'node:assert/strict';
import { test } from 'node:test';
import { listFactors } from '@latchkey/accounts';
import { addApp, addPasskeyTo } from '../test-factors.ts';
import { testSite } from '../test-site.ts';
import { endsTwoSteps } from './last-second.ts';

test('a passkey is the last second factor beside an app whose codes count no more, and that app is not', async (t) => {
  const site = await testSite(t);
  const ada = await site.makeUser();
  const { accounts } = site;
  const ends = async () => {
    const factors = await listFactors(accounts, ada);
    return [endsTwoSteps(factors, 'totp'), endsTwoSteps(factors, 'passkey')];
  };
  await addApp(site);
  assert.deepEqual(await ends(), [true, false]);
  await addPasskeyTo(site);
  assert.deepEqual(await ends(), [false, false]);
  await accounts.database.kysely.updateTable('totps').set({ failures: 100 }).execute();
  assert.deepEqual(await ends(), [false, true]);
});
