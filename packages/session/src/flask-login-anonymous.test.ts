import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createLogin } from './login.ts';
import { createMemoryStore } from './memory-store.ts';
import { type Person, secret, testApp } from './test-app.ts';

const ada: Person = { id: 'ada', active: true };
const common = {
  store: createMemoryStore<Person>(),
  secrets: [secret],
  userId: (person: Person) => person.id,
  loadUser: (id: string) => ({ id, active: true }),
};

describe('an anonymous visitor', () => {
  interface Guest {
    readonly name: string;
    readonly language: string;
  }
  const login = createLogin<Person, Guest>({
    ...common,
    anonymous: (request) => ({ name: 'Guest', language: request.headers.get('accept-language') ?? 'en' }),
  });
  const headers = { 'accept-language': 'de' };

  it('may have a shape of your own, made of the request', async () => {
    const visitor = await login.open(new Request('http://localhost/', { headers })).visitor();
    assert.ok(visitor.state === 'anonymous');
    const { name, language }: Guest = visitor.guest;
    assert.deepEqual([name, language], ['Guest', 'de']);
    // @ts-expect-error: a guest of this shape has no id
    assert.equal(visitor.guest.id, undefined);
  });

  it('has it after a log-out, too, and nobody who is logged in has', async () => {
    const visit = login.open(new Request('http://localhost/', { headers }));
    await visit.logIn(ada);
    const visitor = await visit.visitor();
    // @ts-expect-error: who is logged in is no guest
    assert.equal(visitor.guest, undefined);
    await visit.logOut();
    const guest = await visit.visitor();
    assert.equal(guest.state === 'anonymous' && guest.guest.language, 'de');
  });

  it('is made once a request, and only where somebody asks', async () => {
    let made = 0;
    const counting = createLogin<Person, { readonly number: number }>({
      ...common,
      anonymous: () => ({ number: ++made }),
    });
    const visit = counting.open(new Request('http://localhost/'));
    assert.equal(made, 0);
    assert.equal(await visit.visitor(), await visit.visitor());
    assert.equal(made, 1);
  });

  it('has neither user nor id where the settings say nothing', async () => {
    const visitor = await testApp().login.open(new Request('http://localhost/')).visitor();
    assert.deepEqual(visitor, { state: 'anonymous', guest: undefined });
    // @ts-expect-error: nobody is logged in, as far as the compiler knows
    assert.equal(visitor.user, undefined);
  });
});
