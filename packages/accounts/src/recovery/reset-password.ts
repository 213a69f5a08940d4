import type { Transaction } from 'kysely';
import type { Accounts, Client } from '../accounts.ts';
import { recordAudit } from '../audit/record.ts';
import type { Schema } from '../database/schema.ts';
import { clearBudgetsOf } from '../limits/budget.ts';
import { notify } from '../notices/notify.ts';
import { type FoundToken, findToken, spendToken } from '../tokens/one-time-token.ts';
import { clearCredentials } from '../users/clear-credentials.ts';
import type { Fault } from '../users/faults.ts';
import { faultsOfNewPassword } from '../users/new-password.ts';
import { type User, userColumns, userFrom } from '../users/user.ts';
import { proveAddress, reasonOfTakeOver } from '../verification/prove-address.ts';

export interface PasswordReset {
  /** Out of the link, as received. */
  readonly token: string;
  readonly password: string;
  /** Left out where nobody was asked to type the password twice. */
  readonly confirmPassword?: string;
}

export type ResetPasswordOutcome =
  /** Nobody is logged in by it: the new password is asked for next, and a second factor where there is one. */
  | { readonly ok: true; readonly user: User }
  /** All of them at once, in the order of the form. The link stays good. */
  | { readonly ok: false; readonly reason: 'faults'; readonly faults: readonly Fault[] }
  /** The link is spent, too old or none of ours, or its account is disabled or gone: nobody is told which. */
  | { readonly ok: false; readonly reason: 'over' }
  | { readonly ok: false; readonly reason: 'busy'; readonly retryAfterSeconds: number };

/** Whose password the link is about, for the page that asks for the new one. It changes nothing. `undefined`: it is over. */
export async function findReset(
  accounts: Accounts,
  { token }: Pick<PasswordReset, 'token'>,
): Promise<{ readonly user: User } | undefined> {
  const found = await findToken(accounts, { purpose, token });
  const row = found && (await rowOf(accounts.database.kysely, found));
  return row && { user: userFrom(row) };
}

/**
 * Sets a new password for whoever holds the link, and ends everything that could log in with the old one: sessions,
 * remember tokens, known browsers, every other link by mail.
 */
export async function resetPassword(
  accounts: Accounts,
  reset: PasswordReset,
  client: Client,
): Promise<ResetPasswordOutcome> {
  const found = await findToken(accounts, { purpose, token: reset.token });
  const row = found && (await rowOf(accounts.database.kysely, found));
  if (row === undefined) return over;
  const faults = faultsOf(accounts, reset, userFrom(row));
  if (faults.length > 0) return { ok: false, reason: 'faults', faults };
  // Last of all and with nothing else wrong, so that every guess at the old password but the right one spends the link.
  const hashed = await hashOther(accounts, reset, row);
  if (hashed === 'busy') {
    return { ok: false, reason: 'busy', retryAfterSeconds: accounts.passwords.retryAfterSeconds };
  }
  if (hashed === 'same') {
    return { ok: false, reason: 'faults', faults: [{ field: 'password', reason: 'same-as-before' }] };
  }
  const user = await accounts.database.kysely
    .transaction()
    .execute((transaction) =>
      store(accounts, transaction, { token: reset.token, passwordHash: hashed.hash, client }),
    );
  return user === undefined ? over : { ok: true, user };
}

const purpose = 'reset-password';
const over = { ok: false, reason: 'over' } as const;

function faultsOf(accounts: Accounts, reset: PasswordReset, { username, email }: User): Fault[] {
  const { password, confirmPassword } = reset;
  return faultsOfNewPassword(accounts, { password, confirmPassword, username, email });
}

type Row = NonNullable<Awaited<ReturnType<typeof rowOf>>>;

async function rowOf(kysely: Transaction<Schema> | Accounts['database']['kysely'], { userId }: FoundToken) {
  const query = kysely.selectFrom('users').select([...userColumns, 'password_hash']);
  return await query.where('id', '=', userId).executeTakeFirst();
}

/** Of a new password that differs from the old one; compared and made in one turn at the gate. */
async function hashOther(
  { passwords }: Accounts,
  { password }: PasswordReset,
  row: Row,
): Promise<{ readonly hash: string } | 'same' | 'busy'> {
  return await passwords.withTurn(
    async (turn) => {
      const { matches } = await turn.verify(password, row.password_hash ?? undefined);
      return matches ? 'same' : { hash: await turn.hash(password) };
    },
    { share: row.id },
  );
}

interface Storing {
  readonly token: string;
  readonly passwordHash: string;
  readonly client: Client;
}

/** `undefined`: the link was spent, or whatever it was about has changed, while the password was hashed. */
async function store(
  accounts: Accounts,
  transaction: Transaction<Schema>,
  { token, passwordHash, client }: Storing,
): Promise<User | undefined> {
  const spent = await spendToken(accounts, { purpose, token }, { in: transaction });
  if (spent === undefined) return undefined;
  const { userId, email } = spent;
  const changed = transaction.updateTable('users').set({ password_hash: passwordHash });
  await changed.where('id', '=', userId).execute();
  const isNewlyProven =
    email !== undefined && (await proveAddress(accounts, transaction, { userId, email, client }));
  const reason = isNewlyProven ? reasonOfTakeOver(accounts) : 'password-reset';
  await clearCredentials(transaction, userId, { reason });
  // Whoever guessed at the old password until its budget closed keeps nobody from the new one.
  await clearBudgetsOf(transaction, userId);
  await recordAudit(
    accounts,
    { event: 'password-reset', result: 'success', userId, client },
    { in: transaction },
  );
  const row = await rowOf(transaction, spent);
  if (row === undefined) return undefined;
  const user = userFrom(row);
  await notify(accounts, user, { template: 'password-changed', client, in: transaction });
  return user;
}
