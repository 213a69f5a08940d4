import { createHash } from 'node:crypto';
import type { Kysely } from 'kysely';
import type { Accounts } from '../accounts.ts';
import type { Schema } from '../database/schema.ts';
import { codedError } from '../errors.ts';
import type { TokenPurpose } from './purpose.ts';
import { Secret } from './secret.ts';

export interface NewToken {
  readonly purpose: TokenPurpose;
  /** An account that there is. */
  readonly userId: string;
  /** From now on; milliseconds. */
  readonly lifetimeMs: number;
}

export interface TokenOptions {
  /**
   * The transaction in which the token is issued or spent. To issue: the one that looked the account up, so that
   * nothing which ends its tokens comes between. To spend: the one that does what the token is good for, both or neither.
   */
  readonly in?: Kysely<Schema>;
}

/**
 * A token for a mail to the owner of an account: 32 random bytes, base64url. Only its SHA-256 is stored: whoever reads
 * the database or a copy of it can spend none.
 * @throws `token-lifetime-invalid` unless the lifetime is a whole number of milliseconds from 1 up
 */
export async function issueToken(
  { clock, database, random }: Accounts,
  { purpose, userId, lifetimeMs }: NewToken,
  { in: kysely = database.kysely }: TokenOptions = {},
): Promise<Secret> {
  if (!Number.isSafeInteger(lifetimeMs) || lifetimeMs < 1) {
    throw codedError('token-lifetime-invalid', 'The lifetime of a token is a whole number of milliseconds.');
  }
  const token = Buffer.from(random(32)).toString('base64url');
  const now = clock();
  await kysely
    .insertInto('one_time_tokens')
    .values({
      token_hash: hashOf(token),
      purpose,
      user_id: userId,
      created_at: now,
      expires_at: now + lifetimeMs,
      spent_at: null,
    })
    .execute();
  return new Secret(token);
}

export interface PresentedToken {
  readonly purpose: TokenPurpose;
  /** As received. */
  readonly token: string;
}

/**
 * The id of the account that the token was issued for; from then on the token is worth nothing. `undefined`: there is no
 * such token for this purpose (any more), or its account is disabled; nobody is told which.
 *
 * Look and spend are one statement: of a link opened twice at the same moment one wins.
 */
export async function spendToken(
  { clock, database }: Accounts,
  { purpose, token }: PresentedToken,
  { in: kysely = database.kysely }: TokenOptions = {},
): Promise<string | undefined> {
  if (!shape.test(token)) return undefined;
  const now = clock();
  const spent = await kysely
    .updateTable('one_time_tokens')
    .set({ spent_at: now })
    .where('token_hash', '=', hashOf(token))
    .where('purpose', '=', purpose)
    .where('spent_at', 'is', null)
    .where('expires_at', '>', now)
    .where('user_id', 'in', (enabled) =>
      enabled.selectFrom('users').select('users.id').where('users.disabled_at', 'is', null),
    )
    .returning('user_id')
    .executeTakeFirst();
  return spent?.user_id;
}

const shape = /^[\w-]{43}$/;

function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('base64url');
}
