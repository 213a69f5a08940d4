import { hash, randomUUID } from 'node:crypto';
import type { Accounts } from '@latchkey/accounts';

/** Kinds of addresses that are asked about. Names of all kinds are equally long. */
export type Kind = 'known' | 'disabled' | 'nobody';

const letters: Record<Kind, string> = { known: 'k', disabled: 'd', nobody: 'n' };

export function nameOf(kind: Kind, number: number): string {
  return `${letters[kind]}${String(number).padStart(6, '0')}`;
}

export function addressOf(kind: Kind, number: number): string {
  return `${nameOf(kind, number)}@example.org`;
}

export const password = 'kestrel on the mast';
/** Whose session asks for changes of address. */
export const asker = 'asker';

/** What a sign-up with this address has left in its browser, ten minutes ago. */
export function browserOf(email: string): string {
  return email.replace(/@.*/, '').padEnd(43, '_');
}

/** So many accounts of each kind that has any, and the asker; all with the same password, hashed once. */
export async function fillWithAccounts(accounts: Accounts, count: number): Promise<void> {
  const passwordHash = await accounts.passwords.hash(password);
  const now = accounts.clock();
  const insert = (username: string, disabledAtMs: number | null) => ({
    id: randomUUID(),
    username,
    username_canonical: username,
    email: `${username}@example.org`,
    email_canonical: `${username}@example.org`,
    password_hash: passwordHash,
    created_at: now,
    last_log_in_at: now,
    disabled_at: disabledAtMs,
    email_verified_at: now,
  });
  await accounts.database.kysely.transaction().execute(async (transaction) => {
    const add = async (username: string, disabledAtMs: number | null) =>
      void (await transaction.insertInto('users').values(insert(username, disabledAtMs)).execute());
    await add(asker, null);
    // In turns, so that neither kind lies closer together.
    for (let number = 0; number < count; number++) {
      await add(nameOf('known', number), null);
      await add(nameOf('disabled', number), now);
    }
  });
}

/** A sign-up that waits for its mail, for each known address; those of nobody are over. */
export async function fillWithSignUps({ database, clock, keyring }: Accounts, count: number): Promise<void> {
  const at = clock() - 600_000;
  await database.kysely.transaction().execute(async (transaction) => {
    for (let number = 0; number < count; number++) {
      const email = `s-${addressOf('known', number)}`;
      const names = { email, email_canonical: email, username: null, username_canonical: null };
      const times = { created_at: at, expires_at: at + 86_400_000, mailed_at: at };
      const token = browserOf(email);
      const sealed = keyring.seal('sign-up-token', token);
      const browser_hash = hash('sha256', browserOf(addressOf('known', number)), 'base64url');
      const secrets = { token_hash: email, sealed, browser_hash, password_hash: 'none' };
      await transaction
        .insertInto('pending_sign_ups')
        .values({ ...names, ...times, ...secrets })
        .execute();
    }
  });
}
