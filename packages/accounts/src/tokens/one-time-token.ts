import { type Kysely, type SelectQueryBuilder, sql } from 'kysely';
import type { Accounts } from '../accounts.ts';
import type { OneTimeTokensTable, Schema } from '../database/schema.ts';
import { codedError } from '../errors.ts';
import type { TokenPurpose } from './purpose.ts';
import { Secret } from './secret.ts';
import { hashOfToken, isTokenShape, newTokenText } from './token-text.ts';

export interface NewToken {
  readonly purpose: TokenPurpose;
  /** An account that there is. `undefined`: a decoy, worth nothing, written so that it takes as long. */
  readonly userId: string | undefined;
  /** From now on; milliseconds. */
  readonly lifetimeMs: number;
  /** The address it is about: where it is mailed to, or the one to change to. It alone counts when the token is spent. */
  readonly email?: string | undefined;
  /** SHA-256 of what the browser that asked holds. */
  readonly browserHash?: string;
  /** HMAC of the code that this browser shows. */
  readonly codeMac?: string;
  /** While a token of this purpose lives for this account and address, the same once more. Default false. */
  readonly keepsLink?: boolean;
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
 * the database or a copy of it can spend none. One that is to be mailed again is stored sealed as well.
 * @throws `token-lifetime-invalid` unless the lifetime is a whole number of milliseconds from 1 up
 */
export async function issueToken(
  accounts: Accounts,
  asked: NewToken,
  { in: kysely = accounts.database.kysely }: TokenOptions = {},
): Promise<Secret> {
  const { purpose, userId, lifetimeMs, email, browserHash, codeMac, keepsLink = false } = asked;
  if (!Number.isSafeInteger(lifetimeMs) || lifetimeMs < 1) {
    throw codedError('token-lifetime-invalid', 'The lifetime of a token is a whole number of milliseconds.');
  }
  const kept = keepsLink ? await livingToken(accounts, asked, kysely) : undefined;
  if (kept !== undefined) return kept;
  const token = newTokenText(accounts.random);
  const now = accounts.clock();
  await kysely
    .insertInto('one_time_tokens')
    .values({
      token_hash: hashOfToken(token),
      purpose,
      user_id: userId ?? null,
      email: email ?? null,
      sealed: keepsLink ? accounts.keyring.seal(sealedFor, token) : null,
      browser_hash: browserHash ?? null,
      code_mac: codeMac ?? null,
      created_at: now,
      expires_at: now + lifetimeMs,
      spent_at: null,
    })
    .execute();
  return new Secret(token);
}

const sealedFor = 'one-time-token';

async function livingToken(
  { clock, keyring }: Accounts,
  { purpose, userId, email }: NewToken,
  kysely: Kysely<Schema>,
): Promise<Secret | undefined> {
  const found = await kysely
    .selectFrom('one_time_tokens')
    .select('sealed')
    .where('user_id', '=', userId ?? null)
    .where('purpose', '=', purpose)
    .where('email', '=', email ?? null)
    .where('sealed', 'is not', null)
    .where('spent_at', 'is', null)
    .where('expires_at', '>', clock())
    .orderBy('expires_at', 'desc')
    .executeTakeFirst();
  const token = found?.sealed == null ? undefined : keyring.unseal(sealedFor, found.sealed);
  return token === undefined ? undefined : new Secret(token);
}

export interface PresentedToken {
  readonly purpose: TokenPurpose;
  /** As received. */
  readonly token: string;
}

/** What a token says that is good. */
export interface FoundToken {
  readonly userId: string;
  readonly email?: string;
  readonly browserHash?: string;
  readonly codeMac?: string;
  readonly expiresAtMs: number;
}

/** The same look as `spendToken`, and nothing changes: for the page that shows a button. */
export async function findToken(
  accounts: Accounts,
  presented: PresentedToken,
  { in: kysely = accounts.database.kysely }: TokenOptions = {},
): Promise<FoundToken | undefined> {
  if (!isTokenShape(presented.token)) return undefined;
  const found = await good(accounts, presented, kysely.selectFrom('one_time_tokens'))
    .selectAll()
    .executeTakeFirst();
  return found && foundFrom(found);
}

/**
 * What the token was issued for; from then on it is worth nothing. `undefined`: there is no such token for this purpose (any
 * more), or its account is disabled; nobody is told which.
 *
 * Look and spend are one statement: of a link opened twice at the same moment one wins.
 */
export async function spendToken(
  accounts: Accounts,
  presented: PresentedToken,
  { in: kysely = accounts.database.kysely }: TokenOptions = {},
): Promise<FoundToken | undefined> {
  if (!isTokenShape(presented.token)) return undefined;
  const which = good(accounts, presented, kysely.selectFrom('one_time_tokens')).select('token_hash');
  const spent = await kysely
    .updateTable('one_time_tokens')
    .set({ spent_at: accounts.clock() })
    .where('token_hash', 'in', which)
    .returningAll()
    .executeTakeFirst();
  return spent && foundFrom(spent);
}

/**
 * Counts a try at the password of a link before it is hashed, so that parallel tries do not exceed five.
 * `false`: the link is over, or its tries are used up.
 */
export async function countLinkTry(accounts: Accounts, presented: PresentedToken): Promise<boolean> {
  if (!isTokenShape(presented.token)) return false;
  const { kysely } = accounts.database;
  const which = good(accounts, presented, kysely.selectFrom('one_time_tokens')).select('token_hash');
  const counted = await kysely
    .updateTable('one_time_tokens')
    .set((set) => ({ wrong_codes: set('wrong_codes', '+', 1) }))
    .where('token_hash', 'in', which)
    .where('wrong_codes', '<', mostWrongCodes)
    .executeTakeFirst();
  return counted.numUpdatedRows > 0n;
}

/** After the right password none was wrong; after the fifth wrong one the link is over. */
export async function settleLinkTry(
  { clock, database }: Accounts,
  { purpose, token }: PresentedToken,
  { isRight }: { readonly isRight: boolean },
): Promise<void> {
  const tokens = database.kysely
    .updateTable('one_time_tokens')
    .where('token_hash', '=', hashOfToken(token))
    .where('purpose', '=', purpose)
    .where('spent_at', 'is', null);
  if (isRight) await tokens.set({ wrong_codes: 0 }).execute();
  else await tokens.set({ spent_at: clock() }).where('wrong_codes', '>=', mostWrongCodes).execute();
}

/** Counts a wrong code of a token that asks for one; the fifth ends it. One statement, so parallel guesses do not exceed. */
export async function countWrongCode(
  accounts: Accounts,
  { purpose, token }: PresentedToken,
  { in: kysely = accounts.database.kysely }: TokenOptions = {},
): Promise<void> {
  await kysely
    .updateTable('one_time_tokens')
    .set((set) => ({
      wrong_codes: set('wrong_codes', '+', 1),
      spent_at: sql<
        number | null
      >`CASE WHEN wrong_codes + 1 >= ${mostWrongCodes} THEN ${accounts.clock()} END`,
    }))
    .where('token_hash', '=', hashOfToken(token))
    .where('purpose', '=', purpose)
    .where('spent_at', 'is', null)
    .execute();
}

const mostWrongCodes = 5;

type SelectTokens = SelectQueryBuilder<Schema, 'one_time_tokens', Record<never, never>>;

/** Of this purpose, unspent, in its lifetime, and of an account that may log in; a decoy is of none. */
function good({ clock }: Accounts, { purpose, token }: PresentedToken, tokens: SelectTokens): SelectTokens {
  return tokens
    .where('token_hash', '=', hashOfToken(token))
    .where('purpose', '=', purpose)
    .where('spent_at', 'is', null)
    .where('expires_at', '>', clock())
    .where('user_id', 'in', (enabled) =>
      enabled.selectFrom('users').select('users.id').where('users.disabled_at', 'is', null),
    );
}

type TokenRow = Pick<OneTimeTokensTable, 'user_id' | 'email' | 'browser_hash' | 'code_mac' | 'expires_at'>;

function foundFrom(row: TokenRow): FoundToken {
  return {
    userId: row.user_id ?? '', // `good` finds none without an account
    expiresAtMs: row.expires_at,
    ...(row.email !== null && { email: row.email }),
    ...(row.browser_hash !== null && { browserHash: row.browser_hash }),
    ...(row.code_mac !== null && { codeMac: row.code_mac }),
  };
}
