import type { Transaction } from 'kysely';
import type { Accounts, Client } from '../accounts.ts';
import { recordAudit } from '../audit/record.ts';
import type { Schema } from '../database/schema.ts';
import { provesFirst, provesSecond } from '../factors/factors-proven.ts';
import { notify } from '../notices/notify.ts';
import { noteTrust, trustsBrowser } from '../trusted-browsers/trust.ts';
import { isUnchanged } from '../users/find.ts';
import type { User } from '../users/user.ts';
import { browserKnownTo } from './known-browser.ts';
import { beginPending, type MissingFactor, type PendingLogIn } from './pending-log-in.ts';
import type { Proof } from './proof.ts';

export interface LogInCompletion {
  /** What was proven on the way in; nothing, where a remember token restored the login. */
  readonly proofs: readonly Proof[];
  readonly client: Client;
  /** The visitor asks to be remembered; kept while a factor is missing. Default false. */
  readonly remember?: boolean;
}

export type CompletedLogIn =
  | {
      readonly ok: true;
      readonly user: User;
      readonly proofs: readonly Proof[];
      /** Its deletion had been asked for; by this log-in the account stays. */
      readonly isKept: boolean;
    }
  | FactorMissing
  /** `changed`: the account was disabled, deleted or given another password while the proof was being checked. */
  | { readonly ok: false; readonly reason: 'disabled' | 'changed' }
  /** A remembered browser of an account that must get a second factor: begin anew, with the password or another first one. */
  | { readonly ok: false; readonly reason: 'first-factor-missing' };

/** The first factor is proven, and nobody is logged in yet. */
export interface FactorMissing {
  readonly ok: false;
  readonly reason: 'factor-missing';
  readonly pending: PendingLogIn;
}

/**
 * Every way in passes here, and this decides what is still missing: that the account is not disabled, and its second factor, unless
 * that is proven as well or the browser is trusted with it. What is half done is kept in a record of its own. The attack: a way in that
 * forgets the second factor, as a mailed link, a remember token or a reset have elsewhere.
 *
 * Where nothing is missing it notes the time of the log-in and its line in the audit, takes back a deletion that was asked for, and
 * tells the owner of a log-in from a browser that the account does not know. Whoever is let in gets a session next.
 */
export async function completeLogIn(
  accounts: Accounts,
  user: User,
  completion: LogInCompletion,
): Promise<CompletedLogIn> {
  if (user.disabledAtMs !== undefined) return { ok: false, reason: 'disabled' };
  return await accounts.database.kysely.transaction().execute(async (transaction) => {
    const completing = { ...completion, transaction };
    const missing = await missingFactor(accounts, user, completing);
    if (missing === undefined) return await letIn(accounts, user, completing);
    // The attack: a remember token is copied, and sets up a factor of its thief's own.
    if (missing === 'set-up' && !provesFirst(completion.proofs)) {
      return { ok: false, reason: 'first-factor-missing' };
    }
    return await ask(accounts, user, { ...completing, missing });
  });
}

interface Completing extends LogInCompletion {
  readonly transaction: Transaction<Schema>;
}

/** The user as read with the proof: if that has changed since, neither a pending log-in nor a session comes of it. */
async function missingFactor(
  accounts: Accounts,
  { id, secondFactorSinceMs }: User,
  { transaction, proofs, client }: Completing,
): Promise<MissingFactor | undefined> {
  if (secondFactorSinceMs === undefined) return accounts.factors.second === 'required' ? 'set-up' : undefined;
  if (provesSecond(proofs)) return undefined;
  const cookie = client.trusted;
  return (await trustsBrowser(accounts, transaction, { userId: id, cookie })) ? undefined : 'second-factor';
}

async function ask(
  accounts: Accounts,
  user: User,
  {
    transaction,
    proofs,
    client,
    remember = false,
    missing,
  }: Completing & { readonly missing: MissingFactor },
): Promise<CompletedLogIn> {
  if (!(await isUnchanged(transaction, user))) return { ok: false, reason: 'changed' };
  const pending = await beginPending(accounts, transaction, { user, proofs, missing, remember });
  const about = { userId: user.id, client, detail: detailOf(proofs) };
  await recordAudit(
    accounts,
    { event: 'second-factor-asked', result: 'info', ...about },
    { in: transaction },
  );
  return { ok: false, reason: 'factor-missing', pending };
}

function detailOf(proofs: readonly Proof[]): string {
  return proofs.map(({ factor }) => factor).join('+') || 'remember-token';
}

export type LetIn = Exclude<CompletedLogIn, FactorMissing>;

/** Whoever has proven all that this account asks for. */
export async function letIn(
  accounts: Accounts,
  user: User,
  { transaction, proofs, client }: Completing,
): Promise<LetIn> {
  const lastLogInAtMs = accounts.clock();
  const noted = await transaction
    .updateTable('users')
    .set({ last_log_in_at: lastLogInAtMs, deletes_at: null })
    .where('id', '=', user.id)
    .where('credentials_version', '=', user.credentialsVersion)
    .where('disabled_at', 'is', null)
    .executeTakeFirst();
  if (noted.numUpdatedRows === 0n) return { ok: false, reason: 'changed' };
  if (user.secondFactorSinceMs !== undefined)
    await noteTrust(accounts, transaction, { userId: user.id, cookie: client.trusted });
  const by = { result: 'success', userId: user.id, client } as const;
  await recordAudit(accounts, { event: 'log-in', ...by, detail: detailOf(proofs) }, { in: transaction });
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
