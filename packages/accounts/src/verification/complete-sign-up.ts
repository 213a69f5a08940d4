import type { Transaction } from 'kysely';
import type { Accounts, Client } from '../accounts.ts';
import { recordAudit } from '../audit/record.ts';
import type { Schema } from '../database/schema.ts';
import { takeFromWindow } from '../limits/window.ts';
import { hashOfToken } from '../tokens/token-text.ts';
import type { Fault } from '../users/faults.ts';
import { faultsOfUsername } from '../users/fields.ts';
import { faultsFrom, insertUserIn } from '../users/insert-user.ts';
import type { User } from '../users/user.ts';
import { findSignUp, type OpenedSignUp } from './find-sign-up.ts';
import { provePassword } from './prove-password.ts';

export interface SignUpCompletion extends OpenedSignUp {
  /** The one chosen at sign-up; needed in any other browser than the one that signed up. */
  readonly password?: string | undefined;
  /** In place of the user name chosen at sign-up, where somebody else has that one by now. */
  readonly username?: string | undefined;
}

export type CompleteSignUpOutcome =
  | { readonly ok: true; readonly user: User; readonly isHere: boolean }
  /** The link is used, too old or none of ours, or its address has an account by now: nobody is told which. */
  | { readonly ok: false; readonly reason: 'over' }
  /** Not the password chosen at sign-up. The tenth ends the link. */
  | { readonly ok: false; readonly reason: 'wrong' }
  /** Of the user name: taken meanwhile, or the new one is none. The link stays good. */
  | { readonly ok: false; readonly reason: 'faults'; readonly faults: readonly Fault[] }
  | { readonly ok: false; readonly reason: 'limited' | 'busy'; readonly retryAfterSeconds: number };

/**
 * Makes the account of a sign-up whose mail has arrived. The attack (pre-hijacking): somebody signs up with the address of
 * another, whose owner opens the link and so makes an account for which the attacker has the password. So the link
 * alone is not enough: it takes the browser that signed up, or the password that was chosen there.
 */
export async function completeSignUp(
  accounts: Accounts,
  completion: SignUpCompletion,
  client: Client,
): Promise<CompleteSignUpOutcome> {
  const found = await findSignUp(accounts, completion);
  if (found === undefined) return over;
  const refused = await refusalOfName(accounts, completion, client);
  if (refused !== undefined) return refused;
  if (!found.isHere) {
    const proof = await provePassword(accounts, { ...completion, email: found.email }, client);
    if (!proof.ok) return proof;
  }
  const names = { username: completion.username ?? found.username, email: found.email };
  try {
    const user = await accounts.database.kysely
      .transaction()
      .execute((transaction) => complete(accounts, transaction, { completion, client }));
    return user === undefined ? over : { ok: true, user, isHere: found.isHere };
  } catch (error) {
    const faults = await faultsFrom(accounts, names, error);
    return faults.some(({ field }) => field === 'email') ? over : { ok: false, reason: 'faults', faults };
  }
}

const over = { ok: false, reason: 'over' } as const;

/** Asking for one name after the other tells which are taken, so each costs a place, as it does at sign-up. */
async function refusalOfName(
  accounts: Accounts,
  { username }: SignUpCompletion,
  { address }: Client,
): Promise<Exclude<CompleteSignUpOutcome, { ok: true }> | undefined> {
  if (username === undefined) return undefined;
  const faults = faultsOfUsername(username);
  if (faults.length > 0) return { ok: false, reason: 'faults', faults };
  const taken = await takeFromWindow(accounts, { name: 'sign-up', address });
  return taken.ok ? undefined : taken;
}

interface Completing {
  readonly completion: SignUpCompletion;
  readonly client: Client;
}

/** Of two clicks the deletion lets one through. All other sign-ups with this address lose, whoever's they were. */
async function complete(
  accounts: Accounts,
  transaction: Transaction<Schema>,
  { completion, client }: Completing,
): Promise<User | undefined> {
  const now = accounts.clock();
  const pending = await transaction
    .deleteFrom('pending_sign_ups')
    .where('token_hash', '=', hashOfToken(completion.token))
    .where('expires_at', '>', now)
    .returningAll()
    .executeTakeFirst();
  if (pending === undefined) return undefined;
  const { email, email_canonical, password_hash: passwordHash } = pending;
  const others = transaction.deleteFrom('pending_sign_ups');
  await others.where('email_canonical', '=', email_canonical).execute();
  const user = await insertUserIn(
    accounts,
    { username: completion.username ?? pending.username ?? undefined, email },
    { transaction, passwordHash, by: 'visitor', client, emailVerifiedAtMs: now },
  );
  await recordAudit(
    accounts,
    { event: 'email-verified', result: 'success', userId: user.id, client },
    { in: transaction },
  );
  return user;
}
