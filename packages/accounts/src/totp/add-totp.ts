import { sql, type Transaction } from 'kysely';
import type { Accounts, Client } from '../accounts.ts';
import type { Schema } from '../database/schema.ts';
import { type Enrolling, enrollerStands, refusalToAdd } from '../factors/enrolling.ts';
import { type FactorAdded, factorAdded } from '../factors/factor-added.ts';
import type { Secret } from '../tokens/secret.ts';
import { stepOfCode } from './code.ts';
import { sealSeed } from './seed.ts';
import { openSetUp } from './set-up.ts';
import { mostFailures } from './totp-of.ts';

export interface TotpToAdd {
  readonly enrolling: Enrolling;
  /** Of `newTotp`, as received. */
  readonly sealed: string;
  /** What the app shows, as typed. */
  readonly code: string;
  /** In place of the one there is, as for a new phone. Default false: that one is refused, unless 100 wrong codes have disabled it. */
  readonly replaces?: boolean;
}

export type AddTotpOutcome =
  | (FactorAdded & { readonly ok: true })
  | { readonly ok: false; readonly reason: 'wrong' }
  /** The form is older than 30 min, of another account, or the account has changed since: begin with a new seed. */
  | { readonly ok: false; readonly reason: 'stale' }
  /** There is one already. */
  | { readonly ok: false; readonly reason: 'exists' }
  /** Nobody has proven the address of this account: first things first. */
  | { readonly ok: false; readonly reason: 'unproven-address' }
  /** The session, the log-in or the account has changed since the page was opened, and nothing was written. */
  | { readonly ok: false; readonly reason: 'gone' };

/**
 * Adds an authenticator app, once a code shows that it has the seed: nobody locks himself out by a QR code that was not
 * scanned. The code that shows it is spent by that, and logs nobody in (ASVS 6.5.1).
 */
export async function addTotp(
  accounts: Accounts,
  { enrolling, sealed, code, replaces = false }: TotpToAdd,
  client: Client,
): Promise<AddTotpOutcome> {
  const refusal = refusalToAdd(accounts, enrolling);
  if (refusal !== undefined) return { ok: false, reason: refusal };
  const seed = openSetUp(accounts, enrolling.user, sealed);
  if (seed === undefined) return { ok: false, reason: 'stale' };
  const step = stepOfCode(accounts, { seed, code });
  if (step === undefined) return { ok: false, reason: 'wrong' };
  return await accounts.database.kysely
    .transaction()
    .execute((transaction) => add(accounts, transaction, { enrolling, seed, step, replaces, client }));
}

interface Adding {
  readonly enrolling: Enrolling;
  readonly seed: Secret;
  /** Of the code that was shown. */
  readonly step: number;
  readonly replaces: boolean;
  readonly client: Client;
}

async function add(
  accounts: Accounts,
  transaction: Transaction<Schema>,
  { enrolling, client, ...adding }: Adding,
): Promise<AddTotpOutcome> {
  if (!(await enrollerStands(accounts, transaction, enrolling))) return { ok: false, reason: 'gone' };
  const { id: userId } = enrolling.user;
  if (!(await store(accounts, transaction, { userId, ...adding }))) return { ok: false, reason: 'exists' };
  const added = await factorAdded(accounts, transaction, { enrolling, factor: 'totp', client });
  return { ok: true, ...added };
}

/** Of two at once one gets in. `false`: another was there. */
async function store(
  accounts: Accounts,
  transaction: Transaction<Schema>,
  { userId, seed, step, replaces }: Omit<Adding, 'enrolling' | 'client'> & { readonly userId: string },
): Promise<boolean> {
  const sealed = sealSeed(accounts, { userId, seed });
  const now = accounts.clock();
  // Its first code is its first use.
  const row = { seed: sealed, last_step: step, failures: 0, created_at: now, last_used_at: now };
  const stored = await transaction
    .insertInto('totps')
    .values({ user_id: userId, ...row })
    .onConflict((conflict) => {
      const instead = conflict.column('user_id').doUpdateSet(row);
      return replaces ? instead : instead.where('totps.failures', '>=', mostFailures);
    })
    .returning(sql<number>`1`.as('one'))
    .executeTakeFirst();
  return stored !== undefined;
}
