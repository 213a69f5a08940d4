import { hash } from 'node:crypto';
import type { Database } from '@latchkey/accounts';

/** How many accounts, and how many of them have a session. */
export interface Crowd {
  readonly accounts: number;
  readonly sessions: number;
}

/** The token of the session with this number: as long as every token, and known to the load. */
export function tokenOf(number: number): string {
  return String(number).padStart(43, '0');
}

export function idHashOf(number: number): string {
  return hash('sha256', tokenOf(number), 'base64url');
}

/** Accounts `user0`, `user1`, …; the first ones have a session each. */
export async function fillDatabase({ kysely }: Database, { accounts, sessions }: Crowd): Promise<void> {
  const now = Date.now();
  await kysely.transaction().execute(async (transaction) => {
    for (let number = 0; number < accounts; number++) {
      const id = `user${number}`;
      const canonical = { username: id, username_canonical: id };
      const user = { id, ...canonical, email: null, email_canonical: null, password_hash: null };
      const times = { created_at: now, last_log_in_at: now, disabled_at: null };
      await transaction
        .insertInto('users')
        .values({ ...user, ...times })
        .execute();
    }
    for (let number = 0; number < sessions; number++) {
      const proofs = JSON.stringify([{ factor: 'password', atMs: now }]);
      const user = { user_id: `user${number}`, credentials_version: 1, via: 'login' as const };
      const times = { created_at: now, last_seen_at: now };
      const session = { id_hash: idHashOf(number), ...user, proofs, series: null, looks: null, ...times };
      await transaction.insertInto('sessions').values(session).execute();
    }
  });
}
