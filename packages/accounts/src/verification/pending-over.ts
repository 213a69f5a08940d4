import type { DeleteResult, Kysely } from 'kysely';
import type { Schema } from '../database/schema.ts';

/** Deletes sign-ups that nobody has completed in time, `batch` at a call. */
export function pendingOver(kysely: Kysely<Schema>, now: number, batch: number): () => Promise<DeleteResult> {
  const pending = kysely.selectFrom('pending_sign_ups').select('token_hash');
  const over = pending.where('expires_at', '<=', now).limit(batch);
  return () => kysely.deleteFrom('pending_sign_ups').where('token_hash', 'in', over).executeTakeFirst();
}
