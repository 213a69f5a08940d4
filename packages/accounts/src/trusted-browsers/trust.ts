import type { Kysely, SelectQueryBuilder, Transaction } from 'kysely';
import type { Accounts, Client } from '../accounts.ts';
import { recordAudit } from '../audit/record.ts';
import type { Schema } from '../database/schema.ts';
import { hashOfToken, newTokenText } from '../tokens/token-text.ts';
import { mostTokens, tokensIn } from './cookie.ts';

export interface PresentedTrust {
  readonly userId: string;
  /** The trusted-browser cookie, as received; it may hold the tokens of other accounts. */
  readonly cookie: string | undefined;
}

/** From the moment it was trusted; using it does not prolong it. */
export const trustedForMs = 30 * 86_400_000;
/** Then the one that was not used for longest goes. */
const mostPerAccount = 20;

/**
 * From now on this account is not asked for a second factor in this browser, for 30 d; in the transaction in which it was proven.
 * What it gives is the value of the cookie to set: up to five tokens of 43 characters, joined by dots, newest first, those of
 * other accounts that still are good among them. Of each only its SHA-256 is stored.
 */
export async function trustBrowser(
  accounts: Accounts,
  transaction: Transaction<Schema>,
  { userId, cookie, client }: PresentedTrust & { readonly client: Client },
): Promise<string> {
  const others = await tokensOfOthers(accounts, transaction, { userId, cookie });
  const token = newTokenText(accounts.random);
  await endHere(transaction, { userId, cookie });
  await insert(accounts, transaction, { userId, client, tokenHash: hashOfToken(token) });
  await endOldest(transaction, { userId, tokenHash: hashOfToken(token) });
  await recordAudit(
    accounts,
    { event: 'browser-trusted', result: 'success', userId, client },
    { in: transaction },
  );
  return [token, ...others].slice(0, mostTokens).join('.');
}

/**
 * Whether this browser is trusted with the second factor of this account; it never stands for the first one. It changes
 * nothing: whoever is let in by it calls `noteTrust` in the same transaction.
 */
export async function trustsBrowser(
  { clock }: Accounts,
  kysely: Kysely<Schema>,
  { userId, cookie }: PresentedTrust,
): Promise<boolean> {
  const tokens = tokensIn(cookie);
  if (tokens.length === 0) return false;
  const found = living(kysely, { tokens, now: clock() }).select('token_hash').where('user_id', '=', userId);
  return (await found.executeTakeFirst()) !== undefined;
}

/** The account was used in a browser that it trusts; its owner sees when. */
export async function noteTrust(
  { clock }: Accounts,
  transaction: Transaction<Schema>,
  { userId, cookie }: PresentedTrust,
): Promise<void> {
  const tokens = tokensIn(cookie);
  if (tokens.length === 0) return;
  await transaction
    .updateTable('trusted_browsers')
    .set({ last_used_at: clock() })
    .where('token_hash', 'in', tokens.map(hashOfToken))
    .where('user_id', '=', userId)
    .where('expires_at', '>', clock())
    .execute();
}

type SelectTrusted = SelectQueryBuilder<Schema, 'trusted_browsers', Record<never, never>>;

function living(
  kysely: Kysely<Schema>,
  { tokens, now }: { readonly tokens: readonly string[]; readonly now: number },
): SelectTrusted {
  return kysely
    .selectFrom('trusted_browsers')
    .where('token_hash', 'in', tokens.map(hashOfToken))
    .where('expires_at', '>', now);
}

/** Dead ones go, or those of an account that changed its password a few times would push out everybody else's. */
async function tokensOfOthers(
  { clock }: Accounts,
  transaction: Transaction<Schema>,
  { userId, cookie }: PresentedTrust,
): Promise<readonly string[]> {
  const tokens = tokensIn(cookie);
  if (tokens.length === 0) return [];
  const found = living(transaction, { tokens, now: clock() })
    .select('token_hash')
    .where('user_id', '!=', userId);
  const good = new Set((await found.execute()).map(({ token_hash }) => token_hash));
  return tokens.filter((token) => good.has(hashOfToken(token)));
}

/** Trusted again it takes no second line in its owner's list, and a copy of the old cookie is worth nothing. */
async function endHere(transaction: Transaction<Schema>, { userId, cookie }: PresentedTrust): Promise<void> {
  const tokens = tokensIn(cookie);
  if (tokens.length === 0) return;
  await transaction
    .deleteFrom('trusted_browsers')
    .where('token_hash', 'in', tokens.map(hashOfToken))
    .where('user_id', '=', userId)
    .execute();
}

interface Trusted {
  readonly userId: string;
  readonly tokenHash: string;
}

async function insert(
  { clock }: Accounts,
  transaction: Transaction<Schema>,
  { userId, tokenHash, client }: Trusted & { readonly client: Client },
): Promise<void> {
  const now = clock();
  await transaction
    .insertInto('trusted_browsers')
    .values({
      token_hash: tokenHash,
      user_id: userId,
      agent: client.agent?.slice(0, 256) ?? null,
      address: client.address ?? null,
      created_at: now,
      last_used_at: now,
      expires_at: now + trustedForMs,
    })
    .execute();
}

async function endOldest(transaction: Transaction<Schema>, { userId, tokenHash }: Trusted): Promise<void> {
  const tooMany = transaction
    .selectFrom('trusted_browsers')
    .select('token_hash')
    .where('user_id', '=', userId)
    .where('token_hash', '!=', tokenHash)
    .orderBy('last_used_at', 'desc')
    .orderBy('token_hash')
    .limit(mostPerAccount)
    .offset(mostPerAccount - 1);
  await transaction.deleteFrom('trusted_browsers').where('token_hash', 'in', tooMany).execute();
}
