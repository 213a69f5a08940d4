import type { Accounts } from '../accounts.ts';
import { recordAudit } from '../audit/record.ts';
import { issueToken } from '../tokens/one-time-token.ts';
import type { Secret } from '../tokens/secret.ts';
import type { User } from '../users/user.ts';

/**
 * By the operator: what a link to a new password carries, good for 24 hours and once, to hand over to the person; so nobody
 * else ever knows the password. It was mailed nowhere, and so proves no address. For a disabled account it is worth nothing.
 */
export async function makeResetLink(accounts: Accounts, { id }: Pick<User, 'id'>): Promise<Secret> {
  return await accounts.database.kysely.transaction().execute(async (transaction) => {
    const token = await issueToken(
      accounts,
      { purpose: 'reset-password', userId: id, lifetimeMs },
      { in: transaction },
    );
    await recordAudit(
      accounts,
      { event: 'reset-link-made', result: 'success', userId: id, actor: 'operator' },
      { in: transaction },
    );
    return token;
  });
}

const lifetimeMs = 24 * 3_600_000;
