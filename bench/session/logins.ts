import { randomBytes } from 'node:crypto';
import { createAccounts, listUsers, openDatabase, sessionStore } from '@latchkey/accounts';
import {
  createKeyring,
  createLogin,
  createMemoryStore,
  type Login,
  type SessionRecord,
} from '@latchkey/session';
import { type Crowd, fillDatabase, idHashOf } from '../fill.ts';

const secrets = [randomBytes(32).toString('hex')];

/** The settings that every way of keeping sessions has here: the defaults, and a page to log in. */
const common = { secrets, userId: (user: { readonly id: string }) => user.id, loginPage: '/login' };

/** What is done with a login and somebody who may log in, whatever the type of its users. */
export type Use<Result> = <User>(login: Login<User>, user: (number: number) => User) => Promise<Result>;

export interface CrowdIn extends Crowd {
  /** For files. */
  readonly folder: string;
}

/** Where sessions are kept. Each makes a login and a crowd of users. */
export const modes = {
  async memory<Result>(crowd: CrowdIn, use: Use<Result>): Promise<Result> {
    const { user, byId } = people(crowd);
    const store = createMemoryStore<Person>();
    for (let number = 0; number < crowd.sessions; number++)
      await store.start(session(number), { user: user(number) });
    return use(createLogin({ ...common, store, loadUser: (id) => byId.get(id) }), user);
  },
  async sqlite<Result>(crowd: CrowdIn, use: Use<Result>): Promise<Result> {
    const database = await openDatabase(`sqlite:${crowd.folder}/bench.db`);
    await fillDatabase(database, crowd);
    const accounts = createAccounts({ database, keyring: createKeyring(secrets), limits: 'off' });
    const users = await listUsers(accounts);
    return use(createLogin({ ...common, store: sessionStore(accounts) }), (number) => at(users, number));
  },
  async sealed<Result>(crowd: CrowdIn, use: Use<Result>): Promise<Result> {
    const { user, byId } = people(crowd);
    const sessionStamp = (person: Person) => person.stamp;
    return use(
      createLogin({ ...common, store: 'sealed-cookie', loadUser: (id) => byId.get(id), sessionStamp }),
      user,
    );
  },
};

interface Person {
  readonly id: string;
  /** As long as the hash of a password. */
  readonly stamp: string;
}

function people({ accounts }: Crowd) {
  const all = Array.from({ length: accounts }, (_, number) => ({
    id: `user${number}`,
    stamp: `${number}`.padStart(96, '$'),
  }));
  return { user: (number: number) => at(all, number), byId: new Map(all.map((one) => [one.id, one])) };
}

function at<One>(all: readonly One[], number: number): One {
  const found = all[number % all.length];
  if (found === undefined) throw new Error('There is nobody.');
  return found;
}

function session(number: number): SessionRecord {
  const now = Date.now();
  return {
    idHash: idHashOf(number),
    userId: `user${number}`,
    via: 'login',
    proofs: [{ factor: 'password', atMs: now }],
    series: undefined,
    looks: undefined,
    forced: false,
    createdAtMs: now,
    lastSeenAtMs: now,
  };
}
