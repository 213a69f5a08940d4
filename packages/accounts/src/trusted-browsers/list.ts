import { createHash } from 'node:crypto';
import type { Kysely } from 'kysely';
import type { Schema } from '../database/schema.ts';

/** A browser in which this account is not asked for a second factor. */
export interface TrustedBrowserInfo {
  /** To end it by; worth nothing in a cookie. */
  readonly handle: string;
  /** User-Agent and address when it was trusted. */
  readonly agent: string | undefined;
  readonly address: string | undefined;
  readonly createdAtMs: number;
  /** The last log-in that it spared the second factor. */
  readonly lastUsedAtMs: number;
  readonly expiresAtMs: number;
}

/** Those that are trusted now, the one used last first. */
export async function listTrustedBrowsers(
  kysely: Kysely<Schema>,
  userId: string,
  now: number,
): Promise<TrustedBrowserInfo[]> {
  const rows = await kysely
    .selectFrom('trusted_browsers')
    .selectAll()
    .where('user_id', '=', userId)
    .where('expires_at', '>', now)
    .orderBy('last_used_at', 'desc')
    .orderBy('token_hash')
    .execute();
  return rows.map((row) => ({
    handle: handleOf(row.token_hash),
    agent: row.agent ?? undefined,
    address: row.address ?? undefined,
    createdAtMs: row.created_at,
    lastUsedAtMs: row.last_used_at,
    expiresAtMs: row.expires_at,
  }));
}

/** As with sessions: a page shows no hash that the database knows. */
export function handleOf(tokenHash: string): string {
  return createHash('sha256').update(`trusted-browser:${tokenHash}`).digest('base64url').slice(0, 22);
}
