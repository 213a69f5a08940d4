import type { Kysely } from 'kysely';
import type { Schema } from '../database/schema.ts';

/** An authenticator app, for its owner to see. Times are UTC milliseconds. */
export interface TotpInfo {
  readonly createdAtMs: number;
  readonly lastUsedAtMs?: number;
  /** After 100 wrong codes in a row none counts any more. */
  readonly isDisabled: boolean;
}

/** Wrong codes in a row; after so many none counts. */
export const mostFailures = 100;

/** `undefined`: the account has none. */
export async function totpOf(kysely: Kysely<Schema>, userId: string): Promise<TotpInfo | undefined> {
  const totps = kysely.selectFrom('totps').select(['created_at', 'last_used_at', 'failures']);
  const row = await totps.where('user_id', '=', userId).executeTakeFirst();
  if (row === undefined) return undefined;
  const { created_at: createdAtMs, last_used_at: lastUsedAtMs, failures } = row;
  const isDisabled = failures >= mostFailures;
  return { createdAtMs, isDisabled, ...(lastUsedAtMs !== null && { lastUsedAtMs }) };
}
