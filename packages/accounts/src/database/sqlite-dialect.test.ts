import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { Kysely, sql } from 'kysely';
import { hasCode } from '../errors.ts';
import { type TestScope, testFolder } from '../testing.ts';
import { uniqueViolationOf } from './errors.ts';
import { openSqlite, type Sqlite, type SqliteOptions } from './sqlite-dialect.ts';

interface Tables {
  notes: { id: number | null; text: string | null; parent: number | null };
}

interface Open {
  readonly kysely: Kysely<Tables>;
  readonly sqlite: Sqlite;
  readonly path: string;
}

async function openNotes(scope: TestScope, options: SqliteOptions = {}): Promise<Open> {
  const path = join(testFolder(scope), 'notes.db');
  const open = await openAt(path, scope, options);
  await sql`CREATE TABLE notes (id INTEGER PRIMARY KEY, text TEXT UNIQUE,
    parent INTEGER REFERENCES notes (id) DEFERRABLE INITIALLY DEFERRED)`.execute(open.kysely);
  return open;
}

async function openAt(path: string, scope: TestScope, options: SqliteOptions = {}): Promise<Open> {
  const sqlite = await openSqlite(path, options);
  scope.after(() => sqlite.close());
  return { kysely: new Kysely<Tables>({ dialect: sqlite.dialect }), sqlite, path };
}

const note = (text: string, parent: number | null = null) => ({ id: null, text, parent });

async function textsOf(kysely: Kysely<Tables>): Promise<(string | null)[]> {
  const rows = await kysely.selectFrom('notes').select('text').orderBy('id').execute();
  return rows.map(({ text }) => text);
}

test('an insert tells the id it gave, an update and a delete how many rows they changed', async (t) => {
  const { kysely } = await openNotes(t);
  const inserted = await kysely.insertInto('notes').values(note('a')).executeTakeFirst();
  assert.deepEqual([inserted.insertId, inserted.numInsertedOrUpdatedRows], [1n, 1n]);
  await kysely.insertInto('notes').values(note('b')).execute();
  const updated = await kysely.updateTable('notes').set({ parent: 1 }).executeTakeFirst();
  assert.equal(updated.numUpdatedRows, 2n);
  const deleted = await kysely.deleteFrom('notes').where('text', '=', 'nobody').executeTakeFirst();
  assert.equal(deleted.numDeletedRows, 0n);
});

test('an insert that changed nothing gives no id', async (t) => {
  const { kysely } = await openNotes(t);
  await kysely.insertInto('notes').values(note('a')).execute();
  const again = await kysely
    .insertInto('notes')
    .values(note('a'))
    .onConflict((on) => on.doNothing())
    .executeTakeFirst();
  assert.deepEqual([again.insertId, again.numInsertedOrUpdatedRows], [undefined, 0n]);
});

test('RETURNING gives the rows, which are ordinary objects', async (t) => {
  const { kysely } = await openNotes(t);
  const rows = await kysely
    .insertInto('notes')
    .values([note('a'), note('b')])
    .returning(['id', 'text'])
    .execute();
  assert.deepEqual(rows, [
    { id: 1, text: 'a' },
    { id: 2, text: 'b' },
  ]);
});

test('an error keeps the code of SQLite, and a unique violation names its column', async (t) => {
  const { kysely } = await openNotes(t);
  await kysely.insertInto('notes').values(note('a')).execute();
  const error = await kysely
    .insertInto('notes')
    .values(note('a'))
    .execute()
    .catch((caught: unknown) => caught);
  assert.ok(hasCode(error, 'ERR_SQLITE_ERROR'));
  assert.equal(uniqueViolationOf(error), 'notes.text');
  const other = await sql`SELECT nonsense`.execute(kysely).catch((caught: unknown) => caught);
  assert.ok(hasCode(other, 'ERR_SQLITE_ERROR'));
  assert.equal(uniqueViolationOf(other), undefined);
});

test('a value SQLite cannot store is refused and named', async (t) => {
  const { kysely } = await openNotes(t);
  const insert = kysely.insertInto('notes').values({ id: null, text: sql`${new Date(0)}`, parent: null });
  await assert.rejects(insert.execute(), { code: 'sqlite-parameter', message: /a Date/ });
});

test('what a transaction did is there after it, and gone when its callback throws', async (t) => {
  const { kysely } = await openNotes(t);
  await kysely
    .transaction()
    .execute((transaction) => transaction.insertInto('notes').values(note('kept')).execute());
  const failing = kysely.transaction().execute(async (transaction) => {
    await transaction.insertInto('notes').values(note('lost')).execute();
    throw new Error('no');
  });
  await assert.rejects(failing, { message: 'no' });
  assert.deepEqual(await textsOf(kysely), ['kept']);
});

test('reads go on while a transaction is open, and do not see into it', async (t) => {
  const { kysely, sqlite } = await openNotes(t);
  const count = sqlite.prepareOne('SELECT count(*) AS notes FROM notes');
  const { resolve: open, promise: opened } = Promise.withResolvers<void>();
  const writing = kysely.transaction().execute(async (transaction) => {
    await transaction.insertInto('notes').values(note('a')).execute();
    assert.deepEqual(await textsOf(kysely), []);
    assert.equal((await textsOf(transaction)).length, 1);
    open();
    await pause(5);
  });
  await opened;
  assert.deepEqual(await count(), [0]);
  await writing;
  assert.deepEqual(await count(), [1]);
});

test('writes and transactions take turns, in the order of asking', async (t) => {
  const { kysely } = await openNotes(t);
  await Promise.all(
    ['a', 'b', 'c', 'd'].map((text, index) =>
      index % 2 === 0
        ? kysely.insertInto('notes').values(note(text)).execute()
        : kysely.transaction().execute(async (transaction) => {
            await pause(2);
            await transaction.insertInto('notes').values(note(text)).execute();
          }),
    ),
  );
  assert.deepEqual(await textsOf(kysely), ['a', 'b', 'c', 'd']);
});

test('a transaction rolls back to a savepoint and goes on', async (t) => {
  const { kysely } = await openNotes(t);
  const transaction = await kysely.startTransaction().execute();
  await transaction.insertInto('notes').values(note('a')).execute();
  const saved = await transaction.savepoint('here "and" there').execute();
  await saved.insertInto('notes').values(note('b')).execute();
  await saved.rollbackToSavepoint('here "and" there').execute();
  await saved.releaseSavepoint('here "and" there').execute();
  await saved.insertInto('notes').values(note('c')).execute();
  await saved.commit().execute();
  assert.deepEqual(await textsOf(kysely), ['a', 'c']);
});

test('a COMMIT that fails undoes all, and the next one can write', async (t) => {
  const { kysely } = await openNotes(t);
  const failing = kysely
    .transaction()
    .execute((transaction) => transaction.insertInto('notes').values(note('orphan', 99)).execute());
  await assert.rejects(failing, /FOREIGN KEY/);
  await kysely.insertInto('notes').values(note('next')).execute();
  assert.deepEqual(await textsOf(kysely), ['next']);
});

test('a transaction that somebody rolled back by hand refuses what follows, and its COMMIT', async (t) => {
  const { kysely } = await openNotes(t);
  const later = kysely.transaction().execute(async (transaction) => {
    await sql`ROLLBACK`.execute(transaction);
    await transaction.insertInto('notes').values(note('alone')).execute();
  });
  await assert.rejects(later, { code: 'transaction-lost' });
  const silent = kysely.transaction().execute((transaction) => sql`ROLLBACK`.execute(transaction));
  await assert.rejects(silent, { code: 'transaction-lost' });
  assert.deepEqual(await textsOf(kysely), []);
});

test('a BEGIN by hand outside a transaction is undone and refused', async (t) => {
  const { kysely } = await openNotes(t);
  await assert.rejects(sql`BEGIN`.execute(kysely), { code: 'transaction-by-hand' });
  await kysely.insertInto('notes').values(note('a')).execute();
  assert.deepEqual(await textsOf(kysely), ['a']);
});

test('a query after its transaction has ended is refused, and touches no later transaction', async (t) => {
  const { kysely } = await openNotes(t);
  const { resolve: open, promise: opened } = Promise.withResolvers<void>();
  let late: Promise<unknown> | undefined;
  const first = kysely.transaction().execute(async (transaction) => {
    late = opened.then(() => transaction.insertInto('notes').values(note('late')).execute());
    throw new Error('over');
  });
  await assert.rejects(first, { message: 'over' });
  await kysely.transaction().execute(async (transaction) => {
    await transaction.insertInto('notes').values(note('second')).execute();
    open();
    await assert.rejects(late ?? Promise.resolve(), /already rolled back/);
  });
  assert.deepEqual(await textsOf(kysely), ['second']);
});

test('a stream gives all rows, holds no other read in the past, and may be left early', async (t) => {
  const { kysely } = await openNotes(t);
  await kysely
    .insertInto('notes')
    .values(['a', 'b', 'c', 'd'].map((text) => note(text)))
    .execute();
  const seen: (string | null)[] = [];
  for await (const { text } of kysely.selectFrom('notes').select('text').orderBy('id').stream(2)) {
    seen.push(text);
    await kysely
      .insertInto('notes')
      .values(note(`${text}2`))
      .execute();
    assert.ok((await textsOf(kysely)).includes(`${text}2`));
    if (seen.length === 3) break;
  }
  assert.deepEqual(seen, ['a', 'b', 'c']);
});

test('a stream inside a transaction sees what the transaction wrote', async (t) => {
  const { kysely } = await openNotes(t);
  await kysely.transaction().execute(async (transaction) => {
    await transaction.insertInto('notes').values(note('a')).execute();
    const seen: (string | null)[] = [];
    for await (const { text } of transaction.selectFrom('notes').select('text').stream()) seen.push(text);
    assert.deepEqual(seen, ['a']);
  });
});

test('the tables can be listed through Kysely', async (t) => {
  const { kysely } = await openNotes(t);
  const tables = await kysely.introspection.getTables();
  assert.deepEqual(
    tables.map(({ name }) => name),
    ['notes'],
  );
});

test('a thousand different statements do not pile up', async (t) => {
  const { kysely } = await openNotes(t);
  for (let index = 0; index < 1000; index++) {
    const { rows } = await sql`${sql.raw(`SELECT ${index} AS number`)}`.execute(kysely);
    assert.deepEqual(rows, [{ number: index }]);
  }
});

test('a writer waits for another connection to finish, without blocking anybody', async (t) => {
  const { kysely, path } = await openNotes(t);
  const other = await openAt(path, t);
  let ticks = 0;
  const ticking = setInterval(() => {
    ticks += 1;
  }, 2);
  const { resolve: open, promise: opened } = Promise.withResolvers<void>();
  const holding = other.kysely.transaction().execute(async (transaction) => {
    await transaction.insertInto('notes').values(note('first')).execute();
    open();
    await pause(80);
  });
  await opened;
  await kysely.insertInto('notes').values(note('second')).execute();
  clearInterval(ticking);
  await holding;
  assert.deepEqual(await textsOf(kysely), ['first', 'second']);
  assert.ok(ticks >= 5, `${ticks} ticks in 80 ms`);
});

test('a writer that waited too long for another connection, or for its turn, is told the database is busy', async (t) => {
  const { kysely, path } = await openNotes(t, { busyMs: 40 });
  const other = await openAt(path, t, { busyMs: 40 });
  await other.kysely.transaction().execute(async (transaction) => {
    await transaction.insertInto('notes').values(note('first')).execute();
    const insert = kysely.insertInto('notes').values(note('second'));
    await assert.rejects(insert.execute(), { code: 'database-busy' });
    await assert.rejects(
      kysely.transaction().execute(async () => undefined),
      { code: 'database-busy' },
    );
    await assert.rejects(other.kysely.deleteFrom('notes').execute(), { code: 'database-busy' });
  });
  await kysely.insertInto('notes').values(note('third')).execute();
  assert.deepEqual(await textsOf(kysely), ['first', 'third']);
});

test('closing lets the running transaction finish, and what comes later is refused', async (t) => {
  const { kysely, sqlite } = await openNotes(t);
  const writing = kysely.transaction().execute(async (transaction) => {
    await pause(5);
    await transaction.insertInto('notes').values(note('a')).execute();
  });
  await pause(1);
  await sqlite.close();
  await writing;
  await assert.rejects(kysely.insertInto('notes').values(note('b')).execute());
  await sqlite.close();
});

test('a disk that is full undoes the transaction, and the next one can write', async (t) => {
  const { kysely, sqlite } = await openNotes(t);
  const limitPages = (pages: number) =>
    sqlite.write((database) => database.exec(`PRAGMA max_page_count = ${pages}`));
  await limitPages(8);
  const filling = kysely.transaction().execute(async (transaction) => {
    await transaction.insertInto('notes').values(note('small')).execute();
    await transaction
      .insertInto('notes')
      .values(note('x'.repeat(100_000)))
      .execute();
  });
  await assert.rejects(filling, { code: 'ERR_SQLITE_ERROR', message: /full/ });
  await limitPages(1_000);
  await kysely.insertInto('notes').values(note('next')).execute();
  assert.deepEqual(await textsOf(kysely), ['next']);
});

test('what is confirmed is on the disk, and references hold', async (t) => {
  const { kysely } = await openNotes(t);
  const settings = { journal_mode: 'wal', synchronous: 2, foreign_keys: 1 };
  for (const [name, value] of Object.entries(settings)) {
    const { rows } = await sql`PRAGMA ${sql.raw(name)}`.execute(kysely);
    assert.deepEqual(rows, [{ [name]: value }]);
  }
});

test('statements that run together are all kept or none, and others go on afterwards', async (t) => {
  const { sqlite, kysely } = await openNotes(t);
  const add = 'INSERT INTO notes (text) VALUES (?)';
  const addBoth = sqlite.prepareRun(add, add);
  await addBoth(['a'], ['b']);
  await assert.rejects(addBoth(['c'], ['a']), { code: 'ERR_SQLITE_ERROR', message: /UNIQUE/ });
  await sqlite.prepareRun(add)(['d']);
  assert.deepEqual(await textsOf(kysely), ['a', 'b', 'd']);
});

test('the read connection cannot write', async (t) => {
  const { sqlite } = await openNotes(t);
  const write = sqlite.prepareOne("INSERT INTO notes (text) VALUES ('a')");
  assert.throws(() => write(), /readonly/);
});

test('a turn that comes in the moment in which the wait is over is not lost', async (t) => {
  const { kysely } = await openNotes(t, { busyMs: 20 });
  const { resolve: open, promise: opened } = Promise.withResolvers<void>();
  const holding = kysely.transaction().execute(async () => {
    open();
    // Node keeps its timers in lists, one for each number of milliseconds: this one is in the list of the wait.
    await pause(19);
    // Nothing else runs until the wait is over too; the transaction ends first, and then the timer of the wait is due.
    for (const end = performance.now() + 40; performance.now() < end; );
  });
  await opened;
  const waiting = kysely.insertInto('notes').values(note('second')).execute();
  await holding;
  await waiting.catch(() => undefined);
  await kysely.insertInto('notes').values(note('third')).execute();
  assert.ok((await textsOf(kysely)).includes('third'));
});

test('a thousand writes may wait, and the next is refused at once', async (t) => {
  const { kysely } = await openNotes(t);
  const { resolve: open, promise: opened } = Promise.withResolvers<void>();
  const { resolve: finish, promise: finished } = Promise.withResolvers<void>();
  const holding = kysely.transaction().execute(async (transaction) => {
    await transaction.insertInto('notes').values(note('first')).execute();
    open();
    await finished;
  });
  await opened;
  const insert = (number: number) =>
    kysely
      .insertInto('notes')
      .values(note(`${number}`))
      .execute();
  const waiting = Array.from({ length: 1000 }, (_, number) => insert(number));
  await assert.rejects(insert(1000), { code: 'database-busy' });
  finish();
  await Promise.all([holding, ...waiting]);
  assert.equal((await textsOf(kysely)).length, 1001);
});
