import { serve } from '@hono/node-server';
import { getConnInfo } from '@hono/node-server/conninfo';
import { createAccounts, openDatabase } from '@latchkey/accounts';
import { createKeyring, createLogin } from '@latchkey/session';
import { honoLogin } from '@latchkey/session/hono';
import { createFormProtection, createWeb, loginFor } from '@latchkey/web';
import { type Context, Hono } from 'hono';
import { html } from 'hono/html';
import { secretKeyIn } from './secret-key.ts';

/** A table of our own beside Latchkey's: a note for each user, made with the account and gone with it. */
type OwnTables = { notes: { user_id: string; text: string } };

/** An application of its own, with its own page, guard and table; Latchkey keeps the door under /auth. */
export async function createApp(databaseUrl: string, secrets: readonly string[]) {
  const database = await openDatabase(databaseUrl);
  const own = database.kysely.withTables<OwnTables>();
  await own.schema
    .createTable('notes')
    .ifNotExists()
    .addColumn('user_id', 'text', (id) => id.primaryKey().references('users.id').onDelete('cascade'))
    .addColumn('text', 'text', (text) => text.notNull())
    .execute();
  const accounts = createAccounts({
    database,
    keyring: createKeyring(secrets),
    async onSignUp(transaction, { id, name }) {
      const note = { user_id: id, text: `${name} has just arrived.` };
      await transaction.withTables<OwnTables>().insertInto('notes').values(note).execute();
    },
  });
  const clientAddress = (_request: Request, c: Context) => getConnInfo(c).remote.address;
  const login = createLogin({ ...loginFor(accounts, { prefix: '/auth' }), secrets, clientAddress });
  const { requireLogin } = honoLogin(login);
  const { csrfToken, protect } = createFormProtection(login);
  const app = new Hono().get('/', (c) => c.html(html`<h1>Notes</h1><a href="/note">Your note</a>`));
  app.get('/note', requireLogin(), async (c) => {
    const { user } = c.var.visitor;
    const note = own.selectFrom('notes').select('text').where('user_id', '=', user.id);
    const { text } = await note.executeTakeFirstOrThrow();
    return c.html(html`<h1>Your note, ${user.name}</h1>
      <form method="post"><input type="hidden" name="csrf_token" value="${await csrfToken(c)}">
      <input name="text" aria-label="Note" value="${text}"><button>Keep</button></form>`);
  });
  app.post('/note', requireLogin(), protect, async (c) => {
    const { text = '' } = await c.req.parseBody();
    const note = { text: String(text).slice(0, 500) };
    await own.updateTable('notes').set(note).where('user_id', '=', c.var.visitor.user.id).execute();
    return c.redirect('/note', 303);
  });
  app.route('/', createWeb({ login, accounts, prefix: '/auth', siteName: 'Notes' }));
  return { app, accounts };
}

if (import.meta.main) {
  const secret = process.env.SECRET_KEY ?? secretKeyIn('data');
  const { app } = await createApp('sqlite:data/notes.db', [secret]);
  serve({ fetch: app.fetch, port: 5001, hostname: '127.0.0.1' });
  console.log('Notes: http://localhost:5001');
}
