import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createAccounts, openDatabase, sessionStore, signUp, type User } from '@latchkey/accounts';
import { createKeyring } from '@latchkey/session';
import { describeSessionStore } from '@latchkey/session/testing';

const nowMs = Date.UTC(2026, 0, 1);

describeSessionStore<User>('the session store of accounts', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-web-'));
  const clock = () => nowMs;
  const database = await openDatabase(`sqlite:${join(folder, 'test.db')}`, { clock });
  const keyring = createKeyring(['nT0pGvQd2mZs8yW1kXrB6uJh4cLfEaVo9iPxSgDwYbM']);
  const accounts = createAccounts({ database, keyring, clock, limits: 'off' });
  const make = async (username: string): Promise<User> => {
    const form = { username, email: `${username}@example.org`, password: 'hunting a snark' };
    const outcome = await signUp(accounts, form, { address: undefined });
    if (!outcome.ok) throw new Error(outcome.reason);
    return outcome.user;
  };
  /** An import brings its own ids. */
  const imported = async (user: User): Promise<User> => {
    const id = 'Zoë 日本 🜁';
    await database.kysely.updateTable('users').set({ id }).where('id', '=', user.id).execute();
    return { ...user, id };
  };
  return {
    store: sessionStore(accounts),
    users: [await make('ada'), await imported(await make('grace'))],
    userId: (user) => user.id,
    nowMs,
    removeUser: async ({ id }) =>
      void (await database.kysely.deleteFrom('users').where('id', '=', id).execute()),
    async close() {
      await database.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
});
