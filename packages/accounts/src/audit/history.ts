import { sql } from 'kysely';
import type { Accounts } from '../accounts.ts';
import type { User } from '../users/user.ts';
import type { AuditEntry, AuditEvent } from './events.ts';

/** One line of what has happened to an account. */
export interface HistoryEntry {
  readonly atMs: number;
  readonly event: AuditEvent;
  readonly result: AuditEntry['result'];
  /** A stable reason in kebab-case. */
  readonly detail: string | undefined;
  /** Of an IPv6 address the /64. */
  readonly address: string | undefined;
  /** User-Agent. */
  readonly agent: string | undefined;
  readonly actor: 'visitor' | 'operator' | 'latchkey';
}

export interface HistoryPage {
  /** Newest first. */
  readonly entries: readonly HistoryEntry[];
  /** `before` of the next page; `undefined`: this is the end. */
  readonly older: string | undefined;
}

export interface HistoryOptions {
  /** `older` of the page before, as received. What is none is the first page. */
  readonly before?: string | undefined;
  /** Lines on a page; 50. */
  readonly limit?: number;
}

/** The audit of one account, for its owner: log-ins and changes, and what others tried in vain. */
export async function listHistory(
  { database }: Pick<Accounts, 'database'>,
  { id }: Pick<User, 'id'>,
  { before, limit = 50 }: HistoryOptions = {},
): Promise<HistoryPage> {
  const cursor = readCursor(before);
  const rows = await database.kysely
    .selectFrom('audit')
    .select(['id', 'at', 'event', 'result', 'detail', 'address', 'agent', 'actor'])
    .where('user_id', '=', id)
    .$if(cursor !== undefined, (query) =>
      // The order of the index `audit_of_user`, so that the last page costs what the first one does.
      query.where(sql<boolean>`(at, id) < (${cursor?.at}, ${cursor?.id})`),
    )
    .orderBy('at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit + 1)
    .execute();
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  const isEnd = rows.length <= limit || last === undefined;
  return { entries: shown.map(entryOf), older: isEnd ? undefined : `${last.at}-${last.id}` };
}

interface Cursor {
  readonly at: number;
  readonly id: number;
}

/** Anybody can write anything there; it chooses a place in one's own lines, and no more. */
function readCursor(text = ''): Cursor | undefined {
  const [, at, id] = /^(\d{1,15})-(\d{1,15})$/.exec(text) ?? [];
  return at === undefined || id === undefined ? undefined : { at: Number(at), id: Number(id) };
}

interface Row {
  readonly at: number;
  readonly event: string;
  readonly result: AuditEntry['result'];
  readonly detail: string | null;
  readonly address: string | null;
  readonly agent: string | null;
  readonly actor: HistoryEntry['actor'];
}

function entryOf({ at, event, result, detail, address, agent, actor }: Row): HistoryEntry {
  return {
    atMs: at,
    // Proof: `recordAudit` alone writes the column.
    event: event as AuditEvent,
    result,
    detail: detail ?? undefined,
    address: address ?? undefined,
    agent: agent ?? undefined,
    actor,
  };
}
