import type { Transaction } from 'kysely';
import type { Accounts } from '../accounts.ts';
import { recordAudit } from '../audit/record.ts';
import type { Schema } from '../database/schema.ts';
import { notify } from '../notices/notify.ts';
import { listPasskeys } from '../passkeys/list-passkeys.ts';
import { recoveryCodesOf } from '../recovery-codes/recovery-codes-of.ts';
import { totpOf } from '../totp/totp-of.ts';
import { clearCredentials } from '../users/clear-credentials.ts';
import { findUserById } from '../users/find.ts';
import type { User } from '../users/user.ts';
import type { Factors } from './list.ts';

/** What went. */
export interface RemovedFactors extends Pick<Factors, 'totp' | 'passkeys' | 'codes'> {
  /** As it is now. */
  readonly user: User;
}

/**
 * By the operator, for somebody who has lost them all and has shown who they are: authenticator app, passkeys and recovery codes go, and
 * with them every session. The password stays. Where there are none nothing is written. `undefined`: there is no such account any more.
 */
export async function removeFactorsOf(
  accounts: Accounts,
  { id }: Pick<User, 'id'>,
): Promise<RemovedFactors | undefined> {
  return await accounts.database.kysely.transaction().execute(async (transaction) => {
    const user = await findUserById(transaction, id);
    if (user === undefined) return undefined;
    const going = await factorsOf(transaction, id);
    if (!isAny(going)) return { user, ...going };
    await clearCredentials(transaction, id, { reason: 'factors-removed' });
    await recordAudit(
      accounts,
      { event: 'factors-removed', result: 'success', userId: id, actor: 'operator' },
      { in: transaction },
    );
    const about = { template: 'factors-removed', client: { address: undefined } } as const;
    await notify(accounts, user, { in: transaction, ...about });
    return { user: (await findUserById(transaction, id)) ?? user, ...going };
  });
}

type Going = Omit<RemovedFactors, 'user'>;

async function factorsOf(transaction: Transaction<Schema>, userId: string): Promise<Going> {
  return {
    totp: await totpOf(transaction, userId),
    passkeys: await listPasskeys(transaction, userId),
    codes: await recoveryCodesOf(transaction, userId),
  };
}

function isAny({ totp, passkeys, codes }: Going): boolean {
  return totp !== undefined || passkeys.length > 0 || codes !== undefined;
}
