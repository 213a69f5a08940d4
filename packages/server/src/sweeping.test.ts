import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { type Accounts, createAccounts, openDatabase } from '@latchkey/accounts';
import { createKeyring } from '@latchkey/session';
import { pino } from 'pino';
import { makeKey } from './settings/make-key.ts';
import { sweepRegularly } from './sweeping.ts';
import { testFolder } from './test-process.ts';

const rows = 20_000;

async function open(t: { after(work: () => void | Promise<void>): void }) {
  const folder = testFolder(t);
  const database = await openDatabase(`sqlite:${join(folder, 'test.db')}`);
  t.after(() => database.close());
  const accounts = createAccounts({ database, keyring: createKeyring([makeKey()]) });
  const lines: string[] = [];
  return { accounts, lines, log: pino({ base: null }, { write: (line: string) => void lines.push(line) }) };
}

async function addExpired({ database }: Accounts): Promise<void> {
  await database.kysely.transaction().execute(async (transaction) => {
    const row = { at: 0, event: 'log-out', result: 'info', actor: 'visitor' } as const;
    const nothing = { user_id: null, identifier_mac: null, address: null, detail: null };
    const some = Array.from({ length: 1000 }, () => ({ ...row, ...nothing }));
    for (let added = 0; added < rows; added += some.length)
      await transaction.insertInto('audit').values(some).execute();
  });
}

async function left({ database }: Accounts): Promise<number> {
  const counted = database.kysely
    .selectFrom('audit')
    .select((select) => select.fn.countAll<number>().as('n'));
  return (await counted.executeTakeFirstOrThrow()).n;
}

test('a sweep that runs while the server stops ends early, and logs no error', async (t) => {
  const { accounts, log, lines } = await open(t);
  await addExpired(accounts);
  const sweeping = sweepRegularly(accounts, { log, everyMs: 1 });
  while ((await left(accounts)) === rows) await wait(1);
  await sweeping.stop();
  const remaining = await left(accounts);
  await accounts.database.close();
  await wait(20);
  assert.ok(remaining > 0, 'it did not wait for the whole sweep');
  assert.deepEqual(lines, []);
});

test('a sweep that fails is logged, and the next one is tried', async (t) => {
  const { accounts, log, lines } = await open(t);
  await accounts.database.kysely.schema.alterTable('audit').renameTo('lost').execute();
  const sweeping = sweepRegularly(accounts, { log, everyMs: 1 });
  while (lines.length < 2) await wait(1);
  await sweeping.stop();
  assert.match(lines[1] ?? '', /Sweeping failed\./);
});
