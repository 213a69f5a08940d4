import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createLogin, type Login } from './login.ts';
import { createMemoryStore } from './memory-store.ts';
import type { LoginSettings } from './settings.ts';
import type { SessionStore, UserStore } from './store.ts';
import { secret } from './test-app.ts';
import type { Visit } from './visit.ts';
import type { FreshVisitor, KnownVisitor, LoggedInVisitor } from './visitor.ts';

/** The application's own. */
interface Person {
  readonly id: string;
  readonly name: string;
}

const ada: Person = { id: 'ada', name: 'Ada' };
const common = { secrets: [secret], userId: (person: Person) => person.id };
const loadUser = (id: string) => (id === 'ada' ? ada : undefined);
const sessionStamp = ({ name }: Person) => name;
const login = createLogin({ ...common, store: createMemoryStore(), loadUser });
const whole = { ...common, store: createMemoryStore<Person>(), loadUser };
const open = (): Visit<Person> => login.open(new Request('http://localhost/'));

/** Compiles only where both are one type, to the letter. */
type Same<One, Other> =
  (<T>() => T extends One ? 1 : 2) extends <T>() => T extends Other ? 1 : 2 ? true : false;
const isSame = <Answer extends true>(answer: Answer) => assert.ok(answer);

/** Never called: it is `npm run types` that reads what is in it. */
const compiles = (_: (...args: never[]) => unknown) => assert.ok(true);

describe('a visitor (held by `npm run types`)', () => {
  it('has no user to read before it is asked who it is', async () => {
    const visitor = await open().visitor();
    // @ts-expect-error an anonymous visitor has no user
    visitor.user;
    if (visitor.state !== 'anonymous') visitor.user.name;
    assert.equal(visitor.state, 'anonymous');
    // @ts-expect-error a visitor who may log in later than this line is still a promise
    compiles(() => open().visitor().state);
  });

  it('has no user behind a guard before the answer of the guard was looked at', () => {
    compiles(async () => {
      const visit = open();
      const guarded = await visit.requireLogin();
      // @ts-expect-error it may be the answer that sends him to log in
      guarded.user;
      if (guarded instanceof Response) return guarded;
      return guarded.user.name;
    });
  });

  it('who is known is not fresh, nor is who is logged in', () => {
    compiles((known: KnownVisitor<Person>, loggedIn: LoggedInVisitor<Person>) => {
      // @ts-expect-error known is not fresh
      const one: FreshVisitor<Person> = known;
      // @ts-expect-error logged in may be known only
      const other: FreshVisitor<Person> = loggedIn;
      return [one, other];
    });
    compiles(async () => {
      const guarded = await open().requireLogin();
      if (guarded instanceof Response) return guarded;
      // @ts-expect-error who passed `requireLogin` may be known only
      const fresh: FreshVisitor<Person> = guarded;
      return fresh;
    });
    compiles(async () => {
      const guarded = await open().requireFreshLogin();
      if (guarded instanceof Response) return guarded;
      const fresh: FreshVisitor<Person> = guarded;
      return fresh;
    });
    compiles(async () => {
      const guarded = await open().requireFactors({ factors: ({ name }) => name.length });
      if (guarded instanceof Response) return guarded;
      const fresh: FreshVisitor<Person> = guarded;
      return fresh;
    });
  });

  it('cannot be asked for factors without saying how many, nor by a promise', () => {
    // @ts-expect-error how many?
    compiles(() => open().requireFactors({ withinMinutes: 5 }));
    // @ts-expect-error at once
    compiles(() => open().requireFactors({ factors: async () => 2 }));
    // @ts-expect-error at once
    compiles(() => createLogin<Person>({ ...whole, countFactors: async () => 2 }));
    // @ts-expect-error at once
    compiles(() => createLogin<Person>({ ...whole, factorPage: async () => '/more' }));
    compiles(() => createLogin({ ...whole, factorPage: ({ user }) => `/more/${user.name}` }));
  });

  it('who is known may have no session, who is fresh has one', () => {
    compiles((known: KnownVisitor<Person>, fresh: FreshVisitor<Person>) => {
      // @ts-expect-error by request there is none
      known.session.idHash;
      return fresh.session.idHash;
    });
  });

  it('cannot be changed', () => {
    compiles((fresh: FreshVisitor<Person>) => {
      // @ts-expect-error who it is was found out
      fresh.user = ada;
      // @ts-expect-error when it was proven is what was proven
      fresh.session.proofs = [];
    });
  });
});

describe('a login without a way to know its users does not compile', () => {
  const store = createMemoryStore<Person>();
  const users: UserStore<Person> = { ...store, knowsUsers: true };

  it('with a store alone', () => {
    // @ts-expect-error a store that knows no users needs `loadUser`
    compiles(() => createLogin<Person>({ ...common, store }));
    // @ts-expect-error and so does the memory store as it is made
    compiles(() => createLogin<Person>({ ...common, store: createMemoryStore() }));
    compiles(() => createLogin<Person>({ ...common, store, loadUser }));
    compiles(() => createLogin<Person>({ ...common, store: users }));
  });

  it('with nothing', () => {
    // @ts-expect-error there is neither store nor loader
    compiles(() => createLogin<Person>(common));
    // @ts-expect-error a loader by id needs a store of ids
    compiles(() => createLogin<Person>({ ...common, loadUser }));
    // @ts-expect-error who is loaded by request alone is loaded by `loadUserFromRequest`
    compiles(() => createLogin<Person>({ ...common, store: undefined }));
    compiles(() => createLogin<Person>({ ...common, loadUserFromRequest: () => ada }));
  });

  it('without secrets, or without the id of a user', () => {
    // @ts-expect-error there are no secrets
    compiles(() => createLogin<Person>({ userId: common.userId, store, loadUser }));
    // @ts-expect-error nobody knows the id
    compiles(() => createLogin<Person>({ secrets: [secret], store, loadUser }));
  });
});

describe('a sealed cookie does not compile', () => {
  const sealed = { ...common, store: 'sealed-cookie' } as const;

  it('without what ends it, or without a loader', () => {
    // @ts-expect-error nothing could end it
    compiles(() => createLogin<Person>({ ...sealed, loadUser }));
    // @ts-expect-error nobody knows the user
    compiles(() => createLogin<Person>({ ...sealed, sessionStamp }));
    compiles(() => createLogin<Person>({ ...sealed, loadUser, sessionStamp }));
  });

  it('with what only a store can do', () => {
    const whole = { ...sealed, loadUser, sessionStamp };
    // @ts-expect-error there are no remember tokens
    compiles(() => createLogin<Person>({ ...whole, rememberDuration: { days: 30 } }));
    // @ts-expect-error there are no remember tokens
    compiles(() => createLogin<Person>({ ...whole, rememberMaxDays: 30 }));
    // @ts-expect-error there are no remember tokens
    compiles(() => createLogin<Person>({ ...whole, rememberRefresh: true }));
  });

  it('with a stamp that is no text, or that takes its time', () => {
    // @ts-expect-error a number is no text
    compiles(() => createLogin<Person>({ ...sealed, loadUser, sessionStamp: () => 5 }));
    // @ts-expect-error it is compared on every request
    compiles(() => createLogin<Person>({ ...sealed, loadUser, sessionStamp: async () => 'a' }));
    const stored = { ...common, store: createMemoryStore<Person>(), loadUser };
    // @ts-expect-error a store ends its sessions itself
    compiles(() => createLogin<Person>({ ...stored, sessionStamp }));
  });

  it('under another name', () => {
    // @ts-expect-error there is no such store
    compiles(() => createLogin<Person>({ ...common, store: 'sealed', loadUser, sessionStamp }));
  });
});

describe('a setting does not compile', () => {
  it('that there is none of', () => {
    // @ts-expect-error misspelt
    compiles(() => createLogin<Person>({ ...whole, remeberDuration: { days: 30 } }));
    // @ts-expect-error misspelt
    compiles(() => createLogin<Person>({ ...whole, events: { loggedin: () => undefined } }));
    // @ts-expect-error misspelt
    compiles(() => createLogin<Person>({ ...whole, cookies: { samesite: 'Lax' } }));
  });

  it('with a value that cannot be', () => {
    // @ts-expect-error a promise is always something: everyone would be active
    compiles(() => createLogin<Person>({ ...whole, isActive: async () => false }));
    // @ts-expect-error a number is no text
    compiles(() => createLogin<Person>({ ...whole, userId: () => 5 }));
    // @ts-expect-error a text is no duration
    compiles(() => createLogin<Person>({ ...whole, rememberDuration: '30 days' }));
    // @ts-expect-error there are no such days
    compiles(() => createLogin<Person>({ ...whole, rememberDuration: { day: 30 } }));
    // @ts-expect-error written with a capital letter
    compiles(() => createLogin<Person>({ ...whole, cookies: { sameSite: 'lax' } }));
    // @ts-expect-error there is no such protection
    compiles(() => createLogin<Person>({ ...whole, protection: true }));
    // @ts-expect-error `true` leads nowhere
    compiles(() => createLogin<Person>({ ...whole, loginPages: { '/admin': true } }));
  });

  it('whose loader loads somebody else’s user', () => {
    // @ts-expect-error a text is no person
    compiles(() => createLogin<Person>({ ...whole, loadUser: (id) => id }));
    // @ts-expect-error a list of persons is no person
    compiles(() => createLogin<Person>({ ...whole, loadUserFromRequest: async () => [ada] }));
  });
});

describe('the user type is the application’s own', () => {
  const users: UserStore<Person> = { ...createMemoryStore<Person>(), knowsUsers: true };
  const stored: SessionStore<Person> = createMemoryStore();
  const secrets = [secret];

  it('found out from `loadUser`, whatever the store knows', () => {
    const one = createLogin({ secrets, store: createMemoryStore(), userId: (person) => person.id, loadUser });
    const other = createLogin({ secrets, store: stored, userId: (person) => person.id, loadUser });
    // A loader written in place comes before `userId`: the compiler reads settings in their order.
    const soon = createLogin({
      secrets,
      store: createMemoryStore(),
      loadUser: async (id) => loadUser(id) ?? null,
      userId: (person) => person.id,
    });
    isSame<Same<typeof one, Login<Person>>>(true);
    isSame<Same<typeof other, Login<Person>>>(true);
    isSame<Same<typeof soon, Login<Person>>>(true);
    isSame<Same<typeof login, Login<Person>>>(true);
  });

  it('found out from the store that knows it, from a sealed cookie and from requests alone', () => {
    const joined = createLogin({ secrets, store: users, userId: (person) => person.id });
    const sealed = createLogin({
      secrets,
      store: 'sealed-cookie',
      userId: (person) => person.id,
      loadUser,
      sessionStamp: (person) => person.name,
    });
    const alone = createLogin({ secrets, userId: (person) => person.id, loadUserFromRequest: () => ada });
    isSame<Same<typeof joined, Login<Person>>>(true);
    isSame<Same<typeof sealed, Login<Person>>>(true);
    isSame<Same<typeof alone, Login<Person>>>(true);
  });

  it('and reaches events and answers', () => {
    createLogin({
      secrets,
      store: createMemoryStore(),
      userId: (person) => person.id,
      loadUser,
      isActive: (person) => person.name !== '',
      events: {
        loggedIn: (person, visit) => {
          isSame<Same<typeof person, Person>>(true);
          isSame<Same<typeof visit, Visit<Person>>>(true);
        },
      },
    });
  });

  it('and only that one can log in', () => {
    // @ts-expect-error a person has a name
    compiles(() => open().logIn({ id: 'ada' }));
    // @ts-expect-error there may be nobody of that id
    compiles(() => open().logIn(loadUser('ada')));
  });
});

describe('the guest', () => {
  const guests = createLogin({
    ...common,
    store: createMemoryStore(),
    loadUser,
    anonymous: () => ({ cart: ['a book'] }),
  });

  it('is the application’s own, and only of who is not logged in', async () => {
    const visitor = await guests.open(new Request('http://localhost/')).visitor();
    // @ts-expect-error who is logged in is no guest
    assert.notEqual(visitor.guest, undefined);
    assert.ok(visitor.state === 'anonymous');
    isSame<Same<typeof visitor.guest, { cart: string[] }>>(true);
    assert.deepEqual(visitor.guest.cart, ['a book']);
  });

  it('is undefined where there is no setting', async () => {
    const visitor = await open().visitor();
    assert.ok(visitor.state === 'anonymous');
    isSame<Same<typeof visitor.guest, undefined>>(true);
    assert.equal(visitor.guest, undefined);
  });
});

it('settings can be written apart from the login that they are for', () => {
  const settings: LoginSettings<Person> = { ...common, store: createMemoryStore(), loadUser };
  assert.equal(createLogin(settings).origin, undefined);
});
