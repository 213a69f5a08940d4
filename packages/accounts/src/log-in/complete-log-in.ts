import type { Transaction } from 'kysely';
import type { Accounts, Client } from '../accounts.ts';
import { recordAudit } from '../audit/record.ts';
import type { Schema } from '../database/schema.ts';
import { notify } from '../notices/notify.ts';
import type { User } from '../users/user.ts';
import { browserKnownTo } from './known-browser.ts';
import type { Proof } from './proof.ts';

export interface LogInCompletion {
  /** What was proven on the way in; nothing, where a remember token restored the login. */
  readonly proofs: readonly Proof[];
  readonly client: Client;
}

export type CompletedLogIn =
  | {
      readonly ok: true;
      readonly user: User;
      readonly proofs: readonly Proof[];
      /** Its deletion had been asked for; by this log-in the account stays. */
      readonly isKept: boolean;
    }
  /** `changed`: the account was disabled, deleted or given another password while the proof was being checked. */
  | { readonly ok: false; readonly reason: 'disabled' | 'changed' };

/**
 * Every way in passes here, and this decides what is still missing: today nothing but that the account is not
 * disabled. Notes the time of the log-in and its line in the audit, takes back a deletion that was asked for, and tells the
 * owner of a log-in from a browser that the account does not know. Whoever is let in gets a session next.
 */
export async function completeLogIn(
  accounts: Accounts,
  user: User,
  completion: LogInCompletion,
): Promise<CompletedLogIn> {
  if (user.disabledAtMs !== undefined) return { ok: false, reason: 'disabled' };
  return await accounts.database.kysely
    .transaction()
    .execute((transaction) => complete(accounts, user, { ...completion, transaction }));
}

interface Completing extends LogInCompletion {
  readonly transaction: Transaction<Schema>;
}

async function complete(
  accounts: Accounts,
  user: User,
  { transaction, proofs, client }: Completing,
): Promise<CompletedLogIn> {
  const lastLogInAtMs = accounts.clock();
  const noted = await transaction
    .updateTable('users')
    .set({ last_log_in_at: lastLogInAtMs, deletes_at: null })
    .where('id', '=', user.id)
    .where('credentials_version', '=', user.credentialsVersion)
    .where('disabled_at', 'is', null)
    .executeTakeFirst();
  if (noted.numUpdatedRows === 0n) return { ok: false, reason: 'changed' };
  const detail = proofs.map(({ factor }) => factor).join('-') || 'remember-token';
  const by = { result: 'success', userId: user.id, client } as const;
  await recordAudit(accounts, { event: 'log-in', ...by, detail }, { in: transaction });
  const { deletesAtMs, ...kept } = user;
  const isKept = deletesAtMs !== undefined;
  if (isKept) await recordAudit(accounts, { event: 'deletion-cancelled', ...by }, { in: transaction });
  if (isFromNewDevice(accounts, user, { proofs, client })) {
    await notify(accounts, user, { in: transaction, template: 'new-device', client });
  }
  return { ok: true, user: { ...kept, lastLogInAtMs }, proofs, isKept };
}

/** Not the first log-in of all, which is the sign-up's own, and not a browser that was remembered. */
function isFromNewDevice(accounts: Accounts, user: User, { proofs, client }: LogInCompletion): boolean {
  if (proofs.length === 0 || user.lastLogInAtMs === undefined) return false;
  return browserKnownTo(accounts, client.browser, user) === undefined;
}
