import type { Kysely } from 'kysely';
import type { Schema } from '../database/schema.ts';

/** A passkey, for its owner to see. Times are UTC milliseconds. */
export interface PasskeyInfo {
  /** For `renamePasskey` and `removePasskey`. */
  readonly id: string;
  readonly name: string;
  readonly createdAtMs: number;
  readonly lastUsedAtMs?: number;
  /** It can be in several devices; otherwise it is lost with the one. */
  readonly isSynced: boolean;
  /** It is kept elsewhere as well, as its authenticator said last. */
  readonly isBackedUp: boolean;
  /**
   * Alone, without a name and a password; otherwise it is a second factor only. Where the browser that made it did not say, it is
   * known from the first log-in with it alone on.
   */
  readonly canLogIn: boolean;
}

/** Oldest first. */
export async function listPasskeys(kysely: Kysely<Schema>, userId: string): Promise<PasskeyInfo[]> {
  const rows = await kysely
    .selectFrom('passkeys')
    .selectAll()
    .where('user_id', '=', userId)
    .orderBy('created_at')
    .orderBy('id')
    .execute();
  return rows.map(({ last_used_at: lastUsedAtMs, ...row }) => ({
    id: row.id,
    name: row.name,
    createdAtMs: row.created_at,
    ...(lastUsedAtMs !== null && { lastUsedAtMs }),
    isSynced: row.device_type === 'multi-device',
    isBackedUp: row.is_backed_up === 1,
    canLogIn: row.is_discoverable === 1 && row.verifies_user === 1,
  }));
}
