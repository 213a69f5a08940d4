import type { Transaction } from 'kysely';
import type { Accounts } from '../accounts.ts';
import type { Schema } from '../database/schema.ts';
import { codedError } from '../errors.ts';
import { type Standing, stillStands } from '../sessions/session-stands.ts';
import { mayKeepField } from './field-names.ts';
import { type KeptRequest, sealRequest } from './kept-request.ts';

export interface RequestToKeep extends Standing, KeptRequest {}

export type KeepRequestOutcome =
  | { readonly ok: true }
  /** Path, action, names and values have more than 16 KiB of UTF-8 together. */
  | { readonly ok: false; readonly reason: 'too-large' }
  /** The path leads, or could be read to lead, to another origin. */
  | { readonly ok: false; readonly reason: 'elsewhere' }
  /** The session has ended, or the account has changed. */
  | { readonly ok: false; readonly reason: 'gone' };

const mostBytes = 16 * 1024;
const keptForMs = 600_000;

/**
 * Keeps a form that was sent while its sender still has to prove who it is: for 10 min, sealed, one for each session, where
 * a newer one takes the place of the older. It belongs to the account and the session, and goes on when that gets a new id; a
 * log-out and a log-in as somebody else end it.
 * @throws `field-not-kept` where a field is named like a password, a code or a token
 */
export async function keepRequest(accounts: Accounts, asked: RequestToKeep): Promise<KeepRequestOutcome> {
  for (const name of asked.fields.keys()) {
    if (mayKeepField(name)) continue;
    throw codedError('field-not-kept', `A field named ${JSON.stringify(name)} is never kept: leave it out.`);
  }
  if (bytesOf(asked) > mostBytes) return { ok: false, reason: 'too-large' };
  if (!isOnThisOrigin(asked.path)) return { ok: false, reason: 'elsewhere' };
  const sealed = sealRequest(accounts, asked.user.id, asked);
  return await accounts.database.kysely.transaction().execute(async (transaction) => {
    if (!(await stillStands(transaction, asked))) return { ok: false, reason: 'gone' };
    await write(accounts, transaction, { ...asked, sealed });
    return { ok: true };
  });
}

function bytesOf({ path, action, fields }: KeptRequest): number {
  return [path, action, ...[...fields].flat()].reduce((sum, text) => sum + Buffer.byteLength(text), 0);
}

/**
 * The attack: a page of ours that posts a form with its token to `//elsewhere.example`. Browsers read `\` as a slash there,
 * and leave out tabs and line ends.
 */
function isOnThisOrigin(path: string): boolean {
  return /^\/(?![/\\])[^\p{Cc}]*$/u.test(path);
}

async function write(
  { clock }: Accounts,
  transaction: Transaction<Schema>,
  { user, sessionIdHash, sealed }: Standing & { readonly sealed: string },
): Promise<void> {
  const kept = { user_id: user.id, sealed, expires_at: clock() + keptForMs };
  await transaction
    .insertInto('kept_requests')
    .values({ session_id_hash: sessionIdHash, ...kept })
    .onConflict((on) => on.column('session_id_hash').doUpdateSet(kept))
    .execute();
}
