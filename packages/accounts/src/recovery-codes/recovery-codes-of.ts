import type { Kysely } from 'kysely';
import type { Schema } from '../database/schema.ts';

/** The recovery codes of an account that count, for its owner to see; the codes themselves nobody has any more. */
export interface RecoveryCodes {
  /** How many are not spent. */
  readonly left: number;
  readonly of: number;
  /** UTC milliseconds. */
  readonly createdAtMs: number;
}

/** `undefined`: the account has none, or none that were confirmed. */
export async function recoveryCodesOf(
  kysely: Kysely<Schema>,
  userId: string,
): Promise<RecoveryCodes | undefined> {
  const codes = await kysely
    .selectFrom('recovery_codes')
    .select(['spent_at', 'created_at'])
    .where('user_id', '=', userId)
    .where('confirmed_at', 'is not', null)
    .execute();
  const [first] = codes;
  if (first === undefined) return undefined;
  const left = codes.filter(({ spent_at: spentAt }) => spentAt === null).length;
  return { left, of: codes.length, createdAtMs: first.created_at };
}
