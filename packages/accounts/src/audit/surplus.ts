import { type Kysely, type RawBuilder, type SqlBool, sql } from 'kysely';
import type { AuditTable, Schema } from '../database/schema.ts';

/** A line to be written; its count is 1. */
export type AuditRow = Omit<AuditTable, 'id' | 'count'>;

/** Failures of one address in one minute that get a line of their own. */
export const mostFailuresAMinute = 20;
export const moreFailures = 'more-failures';

/** The failures beyond, which this process counts in memory and writes once a second. */
export interface Surplus {
  /** Takes one of the lines that the address has in this minute; `false`: they are used up, and nobody need ask the disk. */
  takeLine(row: AuditRow): boolean;
  add(row: AuditRow): void;
  settle(): Promise<void>;
}

/** One for each database that is open. */
export function surplusOf(kysely: Kysely<Schema>): Surplus {
  const known = surpluses.get(kysely);
  if (known !== undefined) return known;
  const made = createSurplus(kysely);
  surpluses.set(kysely, made);
  return made;
}

const surpluses = new WeakMap<Kysely<Schema>, Surplus>();

const minuteMs = 60_000;
const settleEveryMs = 1000;

function createSurplus(kysely: Kysely<Schema>): Surplus {
  let minute = 0;
  let seen = new Map<string | null, number>();
  let waiting = new Map<string | null, { readonly at: number; count: number }>();
  let settling: NodeJS.Timeout | undefined;
  let written = Promise.resolve();

  /** Addresses are forgotten with their minute, so this holds no more of them than came within one. */
  function takeLine({ at, address }: AuditRow): boolean {
    if (at - (at % minuteMs) !== minute) {
      minute = at - (at % minuteMs);
      seen = new Map();
    }
    const count = (seen.get(address) ?? 0) + 1;
    seen.set(address, count);
    return count <= mostFailuresAMinute;
  }

  function add({ at, address }: AuditRow): void {
    const there = waiting.get(address);
    if (there !== undefined && sameMinute(there.at, at)) there.count++;
    else {
      if (there !== undefined) void settle();
      waiting.set(address, { at, count: 1 });
    }
    settling ??= setTimeout(() => void settle(), settleEveryMs).unref();
  }

  function settle(): Promise<void> {
    clearTimeout(settling);
    settling = undefined;
    const counted = waiting;
    waiting = new Map();
    written = written.then(() => write(counted));
    return written;
  }

  async function write(counted: typeof waiting): Promise<void> {
    for (const [address, { at, count }] of counted) {
      // A database that cannot take the count now is somebody else's to report; the failures themselves were refused.
      await countMore(kysely, { at, address, count }).catch(() => undefined);
    }
  }

  return { takeLine, add, settle };
}

function sameMinute(one: number, other: number): boolean {
  return one - (one % minuteMs) === other - (other % minuteMs);
}

interface More {
  readonly at: number;
  readonly address: string | null;
  readonly count: number;
}

/** One row for all others. Of two processes that find none, one inserts it and the other's second look finds it. */
async function countMore(kysely: Kysely<Schema>, { at, address, count }: More): Promise<void> {
  const who = {
    user_id: null,
    identifier_mac: null,
    address,
    actor: 'latchkey',
    detail: null,
    agent: null,
  } as const;
  const all: AuditRow = { at, event: moreFailures, result: 'failure', ...who };
  const there = sql<SqlBool>`${failuresOfThisMinute(all)} AND event = ${moreFailures}`;
  const countUp = async (more: number) => {
    const query = kysely.updateTable('audit').set((set) => ({ count: set('count', '+', more) }));
    return (await query.where(there).executeTakeFirst()).numUpdatedRows > 0n;
  };
  if (await countUp(count)) return;
  const isFirst = sql<SqlBool>`NOT EXISTS (SELECT 1 FROM audit WHERE ${there})`;
  if (!(await insertWhere(kysely, all, isFirst))) await countUp(count);
  else if (count > 1) await countUp(count - 1);
}

/** Look and insert are one statement, so what comes in parallel cannot pass. `false`: the condition did not hold. */
export async function insertWhere(
  kysely: Kysely<Schema>,
  row: AuditRow,
  condition: RawBuilder<SqlBool>,
): Promise<boolean> {
  const { at, event, result, user_id, identifier_mac, address, actor, detail, agent } = row;
  const values = sql.join([at, event, result, user_id, identifier_mac, address, actor, detail, agent]);
  const inserted = await sql`
    INSERT INTO audit (at, event, result, user_id, identifier_mac, address, actor, detail, agent)
    SELECT ${values} WHERE ${condition}`.execute(kysely);
  return inserted.numAffectedRows === 1n;
}

export function failuresOfThisMinute({ at, address }: Pick<AuditRow, 'at' | 'address'>): RawBuilder<SqlBool> {
  const minute = at - (at % minuteMs);
  const sameAddress = address === null ? sql`address IS NULL` : sql`address = ${address}`;
  return sql<SqlBool>`${sameAddress} AND at >= ${minute} AND at < ${minute + minuteMs} AND result = 'failure'`;
}
