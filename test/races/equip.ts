import { type Accounts, completeLogIn, findUser, type User } from '@latchkey/accounts';
import type { Browser } from '@latchkey/session/testing';
import {
  type App,
  type Authenticator,
  addApp,
  addPasskeyTo,
  addRecoveryCodes,
} from '../../packages/web/src/test-factors.ts';
import type { Ground } from './ground.ts';

const client = { address: '192.0.2.1' };

/** Somebody with second factors, and logged in nowhere. */
export interface Equipped {
  /** As the account is now. */
  readonly user: User;
  readonly app: App;
}

/** An account with an authenticator app, whose present code is not spent yet. */
export async function withApp(ground: Ground, name: string): Promise<Equipped> {
  const { accounts } = ground;
  await ground.add(name);
  // The clock of the two processes cannot be moved.
  const app = await addApp({ accounts, later: () => undefined }, name);
  const { kysely } = accounts.database;
  await kysely.updateTable('totps').set({ last_step: 0 }).where('user_id', '=', name).execute();
  return { app, user: await atRest(accounts, name) };
}

/** A passkey besides, or as the only one. */
export async function withPasskey(
  { accounts }: Ground,
  { name }: Pick<User, 'name'>,
): Promise<{ readonly user: User; readonly key: Authenticator; readonly id: string }> {
  const key = await addPasskeyTo({ accounts }, name);
  const passkeys = accounts.database.kysely.selectFrom('passkeys').select('id').where('user_id', '=', name);
  const { id } = await passkeys.executeTakeFirstOrThrow();
  return { key, id, user: await atRest(accounts, name) };
}

/** Recovery codes besides. */
export async function withCodes(
  { accounts }: Ground,
  { name }: Pick<User, 'name'>,
): Promise<{ readonly user: User; readonly code: string }> {
  const [, code = ''] = await addRecoveryCodes({ accounts }, name);
  return { code, user: await atRest(accounts, name) };
}

/** Ends the sessions in which the factors were added. */
async function atRest(accounts: Accounts, name: string): Promise<User> {
  await accounts.database.kysely.deleteFrom('sessions').where('user_id', '=', name).execute();
  const user = await findUser(accounts, name);
  if (user === undefined) throw new Error(`There is no ${name}.`);
  return user;
}

/** A browser in which the password is proven and the rest is not. @param from the accounts that decide what is missing */
export async function begun(ground: Ground, user: User, from = ground.accounts): Promise<Browser> {
  const proofs = [{ factor: 'password', atMs: from.clock() }];
  const completed = await completeLogIn(from, user, { proofs, client });
  if (completed.ok || completed.reason !== 'factor-missing') throw new Error('Nothing is missing.');
  const browser = ground.browser();
  browser.cookies.set('latchkey_pending', completed.pending.token);
  return browser;
}

/** Six digits that the app does not show. */
export function wrongCode(app: App): string {
  return `${app.code()[0] === '9' ? '8' : '9'}${app.code().slice(1)}`;
}
