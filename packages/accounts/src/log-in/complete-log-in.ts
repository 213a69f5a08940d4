import type { Accounts, Client } from '../accounts.ts';
import { recordAudit } from '../audit/record.ts';
import type { User } from '../users/user.ts';
import type { Proof } from './proof.ts';

export interface LogInCompletion {
  /** What was proven on the way in; nothing, where a remember token restored the login. */
  readonly proofs: readonly Proof[];
  readonly client: Client;
}

export type CompletedLogIn =
  | { readonly ok: true; readonly user: User; readonly proofs: readonly Proof[] }
  /** `changed`: the account was disabled, deleted or given another password while the proof was being checked. */
  | { readonly ok: false; readonly reason: 'disabled' | 'changed' };

/**
 * Every way in passes here, and this decides what is still missing: today nothing but that the account is not
 * disabled. Notes the time of the log-in and its line in the audit. Whoever is let in gets a session next.
 */
export async function completeLogIn(
  accounts: Accounts,
  user: User,
  { proofs, client }: LogInCompletion,
): Promise<CompletedLogIn> {
  if (user.disabledAtMs !== undefined) return { ok: false, reason: 'disabled' };
  const lastLogInAtMs = accounts.clock();
  return await accounts.database.kysely.transaction().execute(async (transaction) => {
    const noted = await transaction
      .updateTable('users')
      .set({ last_log_in_at: lastLogInAtMs })
      .where('id', '=', user.id)
      .where('credentials_version', '=', user.credentialsVersion)
      .where('disabled_at', 'is', null)
      .executeTakeFirst();
    if (noted.numUpdatedRows === 0n) return { ok: false, reason: 'changed' };
    const detail = proofs.map(({ factor }) => factor).join('-') || 'remember-token';
    await recordAudit(
      accounts,
      { event: 'log-in', result: 'success', userId: user.id, address: client.address, detail },
      { in: transaction },
    );
    return { ok: true, user: { ...user, lastLogInAtMs }, proofs };
  });
}
