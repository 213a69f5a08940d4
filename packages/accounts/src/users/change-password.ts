import type { Transaction } from 'kysely';
import type { Accounts, Client } from '../accounts.ts';
import { recordAudit } from '../audit/record.ts';
import type { Schema } from '../database/schema.ts';
import { checkSessionPassword, type SessionPasswordOutcome } from '../log-in/check-session-password.ts';
import { notify } from '../notices/notify.ts';
import { sessionStands } from '../sessions/session-stands.ts';
import { clearCredentials } from './clear-credentials.ts';
import type { Fault } from './faults.ts';
import { findUserById } from './find.ts';
import { hasPassword } from './has-password.ts';
import { faultsOfNewPassword } from './new-password.ts';
import type { User } from './user.ts';

export interface PasswordChange {
  readonly user: User;
  /** The session in which it is asked; it alone goes on. */
  readonly sessionIdHash: string;
  /** Not looked at where the account has none. */
  readonly currentPassword: string;
  readonly password: string;
  readonly confirmPassword?: string;
}

export type ChangePasswordOutcome =
  /** The user at the new `credentialsVersion`: log this one in, so that the session goes on under a new id. */
  | { readonly ok: true; readonly user: User }
  /** All of them at once, in the order of the form. */
  | { readonly ok: false; readonly reason: 'faults'; readonly faults: readonly Fault[] }
  | Extract<SessionPasswordOutcome, { readonly reason: 'ended' | 'gone' | 'busy' }>;

/**
 * Changes the password of somebody who knows the current one, and ends everything else that could log in. An account without
 * a password gets its first one: that the session has proven just now who it is, is all there is to ask for.
 */
export async function changePassword(
  accounts: Accounts,
  change: PasswordChange,
  client: Client,
): Promise<ChangePasswordOutcome> {
  const isFirst = !(await hasPassword(accounts.database.kysely, change.user.id));
  const current = isFirst ? { faults: [] } : await checkCurrent(accounts, change, client);
  if ('ok' in current) return current;
  const faults = [...current.faults, ...faultsOfNew(accounts, change)];
  if (faults.length > 0) return { ok: false, reason: 'faults', faults };
  const passwordHash = await accounts.passwords.hash(change.password, { share: change.user.id });
  if (passwordHash === 'busy') return busy(accounts);
  const user = await accounts.database.kysely
    .transaction()
    .execute((transaction) => store(accounts, transaction, { change, passwordHash, isFirst, client }));
  return user === undefined ? { ok: false, reason: 'gone' } : { ok: true, user };
}

async function checkCurrent(
  accounts: Accounts,
  { user, sessionIdHash, currentPassword: password }: PasswordChange,
  client: Client,
): Promise<
  { readonly faults: Fault[] } | Extract<ChangePasswordOutcome, { reason: 'ended' | 'gone' | 'busy' }>
> {
  if (password === '') return { faults: [{ field: 'currentPassword', reason: 'empty' }] };
  const checked = await checkSessionPassword(
    accounts,
    { user, sessionIdHash, password, event: 'password-changed' },
    client,
  );
  if (checked.ok) return { faults: [] };
  if (checked.reason === 'wrong') return { faults: [{ field: 'currentPassword', reason: 'wrong' }] };
  return checked.reason === 'busy' ? busy(accounts) : checked;
}

function faultsOfNew(accounts: Accounts, change: PasswordChange): Fault[] {
  const { user, currentPassword, password, confirmPassword } = change;
  const { username, email } = user;
  const faults = faultsOfNewPassword(accounts, { password, confirmPassword, username, email });
  // Both were typed just now, and by one person: nothing is told by how long the comparison takes.
  const isSame = password !== '' && password.normalize('NFC') === currentPassword.normalize('NFC');
  return isSame ? [{ field: 'password', reason: 'same-as-before' }, ...faults] : faults;
}

function busy({ passwords }: Accounts): Extract<ChangePasswordOutcome, { reason: 'busy' }> {
  return { ok: false, reason: 'busy', retryAfterSeconds: passwords.retryAfterSeconds };
}

interface Storing {
  readonly change: PasswordChange;
  readonly passwordHash: string;
  /** The account had none when it was asked. */
  readonly isFirst: boolean;
  readonly client: Client;
}

/**
 * `undefined`: the account or the session has changed since the current password was checked, and nothing was written. Nor
 * where a first one is to be written over one that somebody has set meanwhile, without knowing it.
 */
async function store(
  accounts: Accounts,
  transaction: Transaction<Schema>,
  { change, passwordHash, isFirst, client }: Storing,
): Promise<User | undefined> {
  const { user, sessionIdHash } = change;
  const updated = await transaction
    .updateTable('users')
    .set({ password_hash: passwordHash })
    .where(sessionStands({ user, sessionIdHash }))
    .where('password_hash', isFirst ? 'is' : 'is not', null)
    .executeTakeFirst();
  if (updated.numUpdatedRows === 0n) return undefined;
  await clearCredentials(transaction, user.id, { reason: 'password-changed', keepSession: sessionIdHash });
  const changed = await findUserById(transaction, user.id);
  if (changed === undefined) return undefined;
  await tell(accounts, transaction, { user: changed, isFirst, client });
  return changed;
}

async function tell(
  accounts: Accounts,
  transaction: Transaction<Schema>,
  { user, isFirst, client }: Pick<Storing, 'isFirst' | 'client'> & { readonly user: User },
): Promise<void> {
  const changed = isFirst
    ? ({ event: 'factor-added', detail: 'password' } as const)
    : ({ event: 'password-changed' } as const);
  await recordAudit(
    accounts,
    { ...changed, result: 'success', userId: user.id, client },
    { in: transaction },
  );
  const notice = isFirst
    ? ({ template: 'factor-added', factor: 'password' } as const)
    : ({ template: 'password-changed' } as const);
  await notify(accounts, user, { ...notice, client, in: transaction });
}
