import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import { setTimeout as pause } from 'node:timers/promises';
import {
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  InsertQueryNode,
  type QueryResult,
  SelectQueryNode,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely';
import { codedError } from '../errors.ts';
import { isSqliteBusy } from './errors.ts';

/** One SQLite file, open. Everything here is synchronous inside; only waiting for a lock is not. */
export interface Sqlite {
  readonly dialect: Dialect;
  /** Prepares `sql` once on the read connection; each call answers at once, with the values of the first row. */
  prepareOne(
    sql: string,
  ): (...parameters: SQLInputValue[]) => SqliteValues | undefined | Promise<SqliteValues | undefined>;
  /**
   * Prepares the statements once on the write connection. Each call waits for its turn there, which it asks for at once,
   * and runs all of them or none, each with its list of parameters.
   */
  prepareRun(...statements: string[]): (...parameters: SQLInputValue[][]) => Promise<void>;
  /** `work` alone with the write connection; tried again while another process holds the lock. */
  write<T>(work: (database: DatabaseSync) => T): Promise<T>;
  /** Waits for the running write, copies the log into the file and closes. */
  close(): Promise<void>;
}

/** In the order of the columns. As objects, rows would cost the session check twice its time: V8 never learns their shape. */
export type SqliteValues = readonly unknown[];

export interface SqliteOptions {
  /** How long a statement waits for the write lock before it fails with `database-busy`; 5,000. */
  readonly busyMs?: number;
}

/**
 * Opens a SQLite file over `node:sqlite`, which blocks the event loop while it works. Hence two connections: reads
 * outside a transaction have one that no transaction ever uses, and go on while one is open; all else takes turns
 * on the other. Waiting for another process never blocks: SQLite's own waiting, which would, is all but off.
 */
export async function openSqlite(path: string, { busyMs = 5_000 }: SqliteOptions = {}): Promise<Sqlite> {
  const writer = new Connection(path);
  const reader = new Connection(path);
  const seam: Seam = { path, writer, reader, busyMs, queue: new WriteQueue() };
  try {
    await retryWhileBusy(() => setUp(writer, reader), inMs(busyMs));
  } catch (error) {
    reader.database.close();
    writer.database.close();
    throw error;
  }
  return {
    dialect: {
      createDriver: () => driverOver(seam),
      createQueryCompiler: () => new SqliteQueryCompiler(),
      createAdapter: () => new SharedAdapter(),
      createIntrospector: (kysely) => new SqliteIntrospector(kysely),
    },
    prepareOne: (sql) => prepareOne(seam, sql),
    prepareRun: (...statements) => prepareRun(seam, statements),
    write: (work) => alone(seam, () => work(writer.database)),
    close: () => close(seam),
  };
}

interface Seam {
  readonly path: string;
  readonly writer: Connection;
  readonly reader: Connection;
  readonly queue: WriteQueue;
  readonly busyMs: number;
}

function setUp(writer: Connection, reader: Connection): void {
  const mode = writer.database.prepare('PRAGMA journal_mode = WAL').get()?.journal_mode;
  if (mode !== 'wal') throw codedError('database-no-wal', 'This file system cannot hold a SQLite log (WAL).');
  writer.database.exec('PRAGMA synchronous = FULL');
  reader.database.exec('PRAGMA query_only = ON');
}

async function close({ writer, reader, queue, busyMs }: Seam): Promise<void> {
  if (!writer.database.isOpen) return;
  await queue.take(inMs(busyMs));
  reader.database.close();
  // Last of all connections, it copies the log into the file and removes it.
  writer.database.close();
  queue.give();
}

function prepareOne({ reader, busyMs }: Seam, sql: string): ReturnType<Sqlite['prepareOne']> {
  const statement = reader.database.prepare(sql);
  statement.setReturnArrays(true);
  // Proof: `setReturnArrays` makes `get` answer with an array, which its type does not know.
  const first = (parameters: SQLInputValue[]) =>
    statement.get(...parameters) as unknown as SqliteValues | undefined;
  return (...parameters) => {
    try {
      return first(parameters);
    } catch (error) {
      if (!isSqliteBusy(error)) throw error;
      return retryWhileBusy(() => first(parameters), inMs(busyMs));
    }
  };
}

function prepareRun(seam: Seam, sqls: string[]): ReturnType<Sqlite['prepareRun']> {
  const { database } = seam.writer;
  const statements = sqls.map((sql) => database.prepare(sql));
  return (...parameters) =>
    alone(seam, () =>
      inTransaction(database, () =>
        statements.forEach((statement, index) => void statement.run(...(parameters[index] ?? []))),
      ),
    );
}

/** All of `work`, or nothing. IMMEDIATE: the lock comes first, so that nothing is seen that another is about to change. */
export function inTransaction<T>(database: DatabaseSync, work: () => T): T {
  database.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    database.exec('COMMIT');
    return result;
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
}

/** One statement on the write connection, in its turn and outside any transaction. */
async function alone<T>({ writer, queue, busyMs }: Seam, work: () => T): Promise<T> {
  const deadline = inMs(busyMs);
  await queue.take(deadline);
  try {
    const result = await retryWhileBusy(work, deadline);
    if (writer.database.isTransaction) {
      throw codedError('transaction-by-hand', 'Begin transactions with kysely.transaction(), not with SQL.');
    }
    return result;
  } finally {
    if (writer.database.isTransaction) writer.database.exec('ROLLBACK');
    queue.give();
  }
}

function inMs(ms: number): number {
  return performance.now() + ms;
}

async function retryWhileBusy<T>(work: () => T, deadline: number): Promise<T> {
  for (let waitMs = 1; ; waitMs = Math.min(waitMs * 2, 20)) {
    try {
      return work();
    } catch (error) {
      if (!isSqliteBusy(error)) throw error;
      if (performance.now() + waitMs > deadline) throw databaseBusy(error);
    }
    await pause(waitMs);
  }
}

function databaseBusy(cause?: unknown): Error {
  return codedError('database-busy', 'The database was busy with other writes for too long.', cause);
}

/** What waits is held in memory, and more writes than this would not be served in time anyway. */
const mostWaiting = 1000;

/** Says who may write: one at a time, in the order of asking. */
class WriteQueue {
  readonly #waiting = new Set<() => void>();
  #taken = false;

  async take(deadline: number): Promise<void> {
    if (!this.#taken) {
      this.#taken = true;
      return;
    }
    if (this.#waiting.size >= mostWaiting) throw databaseBusy();
    await new Promise<void>((resolve, reject) => {
      const turn = () => {
        // At once, or the timer could refuse a turn that was given already, and nobody would ever give it on.
        clearTimeout(timer);
        // A long queue must not keep the event loop from the requests that only read.
        setImmediate(resolve);
      };
      const timer = setTimeout(() => {
        this.#waiting.delete(turn);
        reject(databaseBusy());
      }, deadline - performance.now());
      this.#waiting.add(turn);
    });
  }

  give(): void {
    const [turn] = this.#waiting;
    if (turn === undefined) {
      this.#taken = false;
      return;
    }
    this.#waiting.delete(turn);
    turn();
  }
}

/** A connection and its prepared statements, the most used 200. */
class Connection {
  readonly database: DatabaseSync;
  readonly #statements = new Map<string, Statement>();

  constructor(path: string) {
    this.database = new DatabaseSync(path, { timeout: 5, enableForeignKeyConstraints: true });
  }

  prepare(sql: string): Statement {
    const known = this.#statements.get(sql);
    if (known !== undefined) this.#statements.delete(sql);
    const statement = known ?? this.#prepareNew(sql);
    this.#statements.set(sql, statement);
    return statement;
  }

  #prepareNew(sql: string): Statement {
    const [oldest] = this.#statements.keys();
    if (oldest !== undefined && this.#statements.size >= 200) this.#statements.delete(oldest);
    const prepared = this.database.prepare(sql);
    return { prepared, givesRows: prepared.columns().length > 0 };
  }
}

interface Statement {
  readonly prepared: StatementSync;
  readonly givesRows: boolean;
}

/** Kysely's own says that there is one connection, and would queue reads behind transactions. */
class SharedAdapter extends SqliteAdapter {
  override get supportsMultipleConnections(): boolean {
    return true;
  }
}

function driverOver(seam: Seam): Driver {
  return {
    init: async () => undefined,
    acquireConnection: async () => new Borrowed(seam),
    beginTransaction: (connection) => borrowedOf(connection).begin(),
    commitTransaction: async (connection) => borrowedOf(connection).finish('COMMIT'),
    rollbackTransaction: async (connection) => borrowedOf(connection).finish('ROLLBACK'),
    savepoint: async (connection, name) => borrowedOf(connection).say(`SAVEPOINT ${quoted(name)}`),
    rollbackToSavepoint: async (connection, name) =>
      borrowedOf(connection).say(`ROLLBACK TO ${quoted(name)}`),
    releaseSavepoint: async (connection, name) => borrowedOf(connection).say(`RELEASE ${quoted(name)}`),
    releaseConnection: async (connection) => borrowedOf(connection).release(),
    destroy: () => close(seam),
  };
}

function borrowedOf(connection: DatabaseConnection): Borrowed {
  if (connection instanceof Borrowed) return connection;
  throw codedError('connection-unknown', 'This connection belongs to another dialect.');
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/**
 * What Kysely takes for a connection: borrowed by one caller. It is never lent twice, so that a callback which goes
 * on after its transaction ended speaks to one that was given back, never into somebody else's transaction.
 */
class Borrowed implements DatabaseConnection {
  readonly #seam: Seam;
  #state: 'reading' | 'writing' | 'over' = 'reading';

  constructor(seam: Seam) {
    this.#seam = seam;
  }

  async begin(): Promise<void> {
    const { queue, writer, busyMs } = this.#seam;
    const deadline = inMs(busyMs);
    await queue.take(deadline);
    this.#state = 'writing';
    // IMMEDIATE: a transaction that begins by reading cannot be refused in the middle.
    await retryWhileBusy(() => writer.database.exec('BEGIN IMMEDIATE'), deadline);
  }

  /** SQLite may have rolled back by itself (disk full); then there is nothing to roll back, and COMMIT must fail. */
  finish(how: 'COMMIT' | 'ROLLBACK'): void {
    const { database } = this.#seam.writer;
    if (how === 'COMMIT') this.say(how);
    else if (database.isTransaction) database.exec(how);
  }

  say(sql: string): void {
    this.#assertInTransaction();
    this.#seam.writer.database.exec(sql);
  }

  release(): void {
    const { writer, queue } = this.#seam;
    const wasWriting = this.#state === 'writing';
    this.#state = 'over';
    if (!wasWriting) return;
    try {
      if (writer.database.isTransaction) writer.database.exec('ROLLBACK');
    } finally {
      queue.give();
    }
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    const { reader, writer, busyMs } = this.#seam;
    this.#assertNotOver();
    if (this.#state === 'writing') {
      this.#assertInTransaction();
      return run(writer, query);
    }
    if (SelectQueryNode.is(query.query))
      return await retryWhileBusy(() => run<R>(reader, query), inMs(busyMs));
    return await alone(this.#seam, () => run<R>(writer, query));
  }

  async *streamQuery<R>(query: CompiledQuery, chunkSize: number): AsyncIterableIterator<QueryResult<R>> {
    if (!SelectQueryNode.is(query.query))
      throw codedError('stream-select-only', 'Only SELECT can be streamed.');
    this.#assertNotOver();
    if (this.#state === 'writing') {
      yield* this.#chunks<R>(this.#seam.writer.database, query, chunkSize);
      return;
    }
    // Its own connection: while a read is open its connection sees the past, and the session check must not.
    const own = new Connection(this.#seam.path).database;
    try {
      yield* this.#chunks<R>(own, query, chunkSize);
    } finally {
      own.close();
    }
  }

  *#chunks<R>(
    database: DatabaseSync,
    { sql, parameters }: CompiledQuery,
    size: number,
  ): Iterable<QueryResult<R>> {
    let rows: R[] = [];
    for (const row of database.prepare(sql).iterate(...parameters.map(asInput))) {
      rows.push(asRow<R>(row));
      if (rows.length < size) continue;
      yield { rows };
      this.#assertNotOver();
      rows = [];
    }
    if (rows.length > 0) yield { rows };
  }

  #assertNotOver(): void {
    if (this.#state === 'over')
      throw codedError('transaction-over', 'The transaction of this query is over.');
  }

  #assertInTransaction(): void {
    this.#assertNotOver();
    // Otherwise what follows a ROLLBACK of SQLite's own, or one by hand, would be kept statement by statement.
    if (!this.#seam.writer.database.isTransaction) {
      throw codedError('transaction-lost', 'The database has rolled this transaction back.');
    }
  }
}

function run<R>(connection: Connection, { sql, parameters, query }: CompiledQuery): QueryResult<R> {
  const { prepared, givesRows } = connection.prepare(sql);
  const values = parameters.map(asInput);
  if (givesRows) return { rows: prepared.all(...values).map((row) => asRow<R>(row)) };
  const { changes, lastInsertRowid } = prepared.run(...values);
  const result = { numAffectedRows: BigInt(changes), rows: [] };
  const inserted = InsertQueryNode.is(query) && result.numAffectedRows > 0n;
  return inserted ? { ...result, insertId: BigInt(lastInsertRowid) } : result;
}

function asRow<R>(row: Record<string, unknown>): R {
  // Proof: R is what Kysely's types say of this very query; the copy gives the row an ordinary prototype.
  return { ...row } as R;
}

function asInput(value: unknown): SQLInputValue {
  if (value === null || typeof value === 'string' || typeof value === 'number') return value;
  if (typeof value === 'bigint' || value instanceof Uint8Array) return value;
  throw codedError(
    'sqlite-parameter',
    `SQLite cannot store ${value instanceof Date ? 'a Date' : typeof value}.`,
  );
}
