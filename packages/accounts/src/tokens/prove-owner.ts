import type { Accounts, Client } from '../accounts.ts';
import type { AuditEvent } from '../audit/events.ts';
import { recordAudit } from '../audit/record.ts';
import type { UserRow } from '../database/schema.ts';
import type { Turn } from '../passwords/passwords.ts';
import type { User } from '../users/user.ts';
import { countLinkTry, type PresentedToken, settleLinkTry } from './one-time-token.ts';

/** What comes with a link that its account's owner alone may use. */
export interface OwnerProof {
  /** Out of the link, as received. */
  readonly token: string;
  /** Who is logged in where the link was opened. */
  readonly by?: User | undefined;
  /** The account's; needed unless its owner is logged in. */
  readonly password?: string | undefined;
}

export type OwnerRefusal =
  /** Not the account's password. The fifth ends the link. */
  | { readonly ok: false; readonly reason: 'wrong' }
  /** The link is over. */
  | { readonly ok: false; readonly reason: 'over' }
  | { readonly ok: false; readonly reason: 'busy'; readonly retryAfterSeconds: number };

export interface OwnerLink {
  readonly purpose: PresentedToken['purpose'];
  /** Whose link it is. */
  readonly row: UserRow;
  readonly client: Client;
  /** For the audit. */
  readonly event: AuditEvent;
}

/**
 * `undefined`: it is the owner. The attack (pre-hijacking): somebody gives his own account the address of another, whose owner
 * opens the link and so vouches for it. So such a link alone is not enough: it takes a log-in to that account, or its
 * password.
 */
export async function refusalOfOwner(
  accounts: Accounts,
  { token, by, password = '' }: OwnerProof,
  { purpose, row, client, event }: OwnerLink,
): Promise<OwnerRefusal | undefined> {
  if (by?.id === row.id) return undefined;
  if (password === '') return { ok: false, reason: 'wrong' };
  const { passwords } = accounts;
  const trying = { purpose, token, password, row };
  const outcome = await passwords.withTurn((turn) => tryOnce(accounts, turn, trying), { share: row.id });
  if (outcome === 'busy')
    return { ok: false, reason: 'busy', retryAfterSeconds: passwords.retryAfterSeconds };
  if (outcome === 'right') return undefined;
  const who = { userId: row.id, client } as const;
  if (outcome === 'wrong') {
    await recordAudit(accounts, { event, result: 'failure', ...who, detail: 'wrong-password' });
  }
  return { ok: false, reason: outcome };
}

interface Trying extends PresentedToken {
  readonly password: string;
  readonly row: UserRow;
}

/**
 * Counted before it is hashed, so that parallel tries do not exceed five; and inside the turn, so that "busy" costs nobody one.
 */
async function tryOnce(
  accounts: Accounts,
  turn: Turn,
  { purpose, token, password, row }: Trying,
): Promise<'right' | 'wrong' | 'over'> {
  const presented = { purpose, token };
  if (!(await countLinkTry(accounts, presented))) return 'over';
  const { matches } = await turn.verify(password, row.password_hash ?? undefined);
  await settleLinkTry(accounts, presented, { isRight: matches });
  return matches ? 'right' : 'wrong';
}
