/** A program: one process of a site. It spends one code at a time, each at the moment that it is told. */
import { setTimeout as sleep } from 'node:timers/promises';
import { createAccounts } from '../accounts.ts';
import { openDatabase } from '../database/open.ts';
import { checkRecoveryCode } from '../recovery-codes/check-recovery-code.ts';
import { testKeyring } from '../testing.ts';
import { findUserById } from '../users/find.ts';
import { checkTotp } from './check-totp.ts';
import type { Spend } from './test-two-processes.ts';

const database = await openDatabase(process.argv[2] ?? '');
let nowMs = 0;
const accounts = createAccounts({ database, clock: () => nowMs, keyring: testKeyring(), limits: 'off' });
const client = { address: undefined };

process.on('message', async (spend: Spend) => {
  nowMs = spend.nowMs;
  const leftMs = Number(BigInt(spend.at) - process.hrtime.bigint()) / 1e6;
  // A timer is late by a millisecond or two; the rest is waited for awake.
  if (leftMs > 3) await sleep(leftMs - 3);
  while (process.hrtime.bigint() < BigInt(spend.at));
  process.send?.(await counts(spend));
});
process.send?.('ready');

async function counts({ by, userId, code }: Spend): Promise<boolean> {
  return await database.kysely.transaction().execute(async (transaction) => {
    if (by === 'totp') {
      return (await checkTotp(accounts, transaction, { userId, code, client })) === 'right';
    }
    const user = await findUserById(transaction, userId);
    if (user === undefined) throw new Error(`There is no account ${userId}.`);
    return (await checkRecoveryCode(accounts, transaction, { user, code, client })) !== undefined;
  });
}
