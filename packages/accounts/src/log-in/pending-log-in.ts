import type { Kysely, Transaction } from 'kysely';
import type { Accounts } from '../accounts.ts';
import type { PendingLogInsTable, Schema } from '../database/schema.ts';
import { hashOfToken, isTokenShape, newTokenText } from '../tokens/token-text.ts';
import { findUserById } from '../users/find.ts';
import type { User } from '../users/user.ts';
import type { Proof } from './proof.ts';

/** What a log-in lacks whose first factor is proven: the second one, or that the account gets one. */
export type MissingFactor = 'second-factor' | 'set-up';

/** A log-in that is half done. It is no session: what it opens is the page that asks for the rest. */
export interface PendingLogIn {
  /** For a cookie of its own. */
  readonly token: string;
  readonly missing: MissingFactor;
  readonly expiresAtMs: number;
}

export interface FoundPending {
  readonly user: User;
  /** `nothing`: the account got its factor a moment ago, and `finishLogIn` is what remains. */
  readonly missing: PendingLogInsTable['missing'];
  /** The visitor asked to be remembered. */
  readonly remember: boolean;
  readonly expiresAtMs: number;
}

export interface NewPending {
  readonly user: User;
  readonly proofs: readonly Proof[];
  readonly missing: MissingFactor;
  readonly remember: boolean;
}

/** How long a log-in may take. */
export const pendingForMs = 600_000;
/** Wrong second factors; the last of them ends it. */
export const mostWrong = 5;
const mostPerAccount = 100;

export async function beginPending(
  accounts: Accounts,
  transaction: Transaction<Schema>,
  { user, proofs, missing, remember }: NewPending,
): Promise<PendingLogIn> {
  const token = newTokenText(accounts.random);
  const now = accounts.clock();
  const expiresAtMs = now + pendingForMs;
  await transaction
    .insertInto('pending_log_ins')
    .values({
      id_hash: hashOfToken(token),
      user_id: user.id,
      credentials_version: user.credentialsVersion,
      missing,
      proofs: JSON.stringify(proofs),
      remember: remember ? 1 : 0,
      created_at: now,
      expires_at: expiresAtMs,
    })
    .execute();
  await endOldest(transaction, user);
  return { token, missing, expiresAtMs };
}

async function endOldest(transaction: Transaction<Schema>, { id }: User): Promise<void> {
  const tooMany = transaction
    .selectFrom('pending_log_ins')
    .select('id_hash')
    .where('user_id', '=', id)
    .orderBy('created_at', 'desc')
    .orderBy('id_hash')
    .limit(mostPerAccount)
    .offset(mostPerAccount);
  await transaction.deleteFrom('pending_log_ins').where('id_hash', 'in', tooMany).execute();
}

/** Whose log-in it is and what it lacks. It changes nothing. `undefined`: it is over, or the account has changed since. */
export async function findPendingLogIn(accounts: Accounts, token: string): Promise<FoundPending | undefined> {
  return await findPending(accounts, token);
}

/** The visitor would rather log in as somebody else. */
export async function cancelPendingLogIn({ database }: Accounts, token: string): Promise<void> {
  await database.kysely.deleteFrom('pending_log_ins').where('id_hash', '=', hashOfToken(token)).execute();
}

export interface PendingOptions {
  readonly in?: Kysely<Schema>;
}

export async function findPending(
  { clock, database }: Accounts,
  token: string,
  { in: kysely = database.kysely }: PendingOptions = {},
): Promise<(FoundPending & { readonly proofs: readonly Proof[] }) | undefined> {
  if (!isTokenShape(token)) return undefined;
  const row = await kysely
    .selectFrom('pending_log_ins as p')
    .innerJoin('users as u', (join) =>
      join
        .onRef('u.id', '=', 'p.user_id')
        .onRef('u.credentials_version', '=', 'p.credentials_version')
        .on('u.disabled_at', 'is', null),
    )
    .select(['p.user_id', 'p.credentials_version', 'p.missing', 'p.proofs', 'p.remember', 'p.expires_at'])
    .where('p.id_hash', '=', hashOfToken(token))
    .where('p.expires_at', '>', clock())
    .where('p.wrong_codes', '<', mostWrong)
    .executeTakeFirst();
  const user = row && (await findUserById(kysely, row.user_id));
  // The account may have changed between the two looks.
  if (row === undefined || user?.credentialsVersion !== row.credentials_version) return undefined;
  const { missing, expires_at: expiresAtMs } = row;
  return { user, missing, remember: row.remember === 1, expiresAtMs, proofs: readProofs(row.proofs) };
}

function readProofs(text: string): readonly Proof[] {
  // Proof: this file alone writes the column, from `readonly Proof[]`.
  return JSON.parse(text) as readonly Proof[];
}

/** Counts a try before it is judged, so that parallel ones do not exceed five: how many there were with this one. */
export async function countPendingTry(transaction: Transaction<Schema>, token: string): Promise<number> {
  const counted = await transaction
    .updateTable('pending_log_ins')
    .set((set) => ({ wrong_codes: set('wrong_codes', '+', 1) }))
    .where('id_hash', '=', hashOfToken(token))
    .where('wrong_codes', '<', mostWrong)
    .returning('wrong_codes')
    .executeTakeFirst();
  return counted?.wrong_codes ?? mostWrong + 1;
}

/** `false`: somebody else was faster. */
export async function spendPending(transaction: Transaction<Schema>, token: string): Promise<boolean> {
  const pending = transaction.deleteFrom('pending_log_ins').where('id_hash', '=', hashOfToken(token));
  return (await pending.executeTakeFirst()).numDeletedRows > 0n;
}

/**
 * The account got a factor in it, and so it was proven: nothing is missing. The attack: whoever has planted the pending log-in
 * waits for its owner to do so, and finishes it first. So from now on it has a token that only the browser which did it is handed.
 */
export async function settlePending(
  { random }: Accounts,
  transaction: Transaction<Schema>,
  { token, proof }: { readonly token: string; readonly proof: Proof },
): Promise<string> {
  const newToken = newTokenText(random);
  const which = hashOfToken(token);
  const pending = transaction.selectFrom('pending_log_ins').select('proofs').where('id_hash', '=', which);
  const row = await pending.executeTakeFirst();
  const proofs = JSON.stringify([...readProofs(row?.proofs ?? '[]'), proof]);
  await transaction
    .updateTable('pending_log_ins')
    .set({ missing: 'nothing', proofs, id_hash: hashOfToken(newToken) })
    .where('id_hash', '=', which)
    .where('missing', '=', 'set-up')
    .execute();
  return newToken;
}
