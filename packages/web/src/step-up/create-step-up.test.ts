import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createLogin, createMemoryStore } from '@latchkey/session';
import { loginFor } from '../login-for.ts';
import { testSite } from '../test-site.ts';
import { createStepUp } from './create-step-up.ts';
import type { StepUp } from './guards.ts';

const secrets = ['nT0pGvQd2mZs8yW1kXrB6uJh4cLfEaVo9iPxSgDwYbM'];

test('a prefix that the login does not know is noticed when the guards are made', async (t) => {
  const { login, accounts } = await testSite(t);
  assert.throws(() => createStepUp({ login, accounts, prefix: '/auth' }), { code: 'prefix-mismatch' });
  const under = createLogin({ ...loginFor(accounts, { prefix: '/auth' }), secrets });
  assert.throws(() => createStepUp({ login: under, accounts }), {
    code: 'prefix-mismatch',
    message: /sends people to \/auth\/login, .* beside \/login:/,
  });
  createStepUp({ login: under, accounts, prefix: '/auth' });
});

test('a login that was not made for the accounts is noticed', async (t) => {
  const { accounts, makeUser } = await testSite(t);
  const user = await makeUser();
  const own = createLogin({
    store: createMemoryStore(),
    loadUser: () => user,
    userId: ({ id }) => id,
    secrets,
  });
  assert.throws(() => createStepUp({ login: own, accounts }), {
    code: 'prefix-mismatch',
    message: /sends people to no page, .*`loginFor`/,
  });
});

test('a guard without what it needs is refused when it is made', async (t) => {
  const { login, accounts } = await testSite(t);
  const { requireFactors, requireFreshLogin } = createStepUp({ login, accounts });
  const untyped = { requireFactors, requireFreshLogin } as unknown as Record<keyof StepUp, UntypedGuard>;
  for (const options of [undefined, {}, { factors: 0 }]) {
    assert.throws(() => untyped.requireFactors(options), { code: 'setting-invalid', message: /`factors`/ });
  }
  for (const action of [undefined, '', 7]) {
    const resumes = { action, fields: ['amount'] };
    const refused = { code: 'setting-invalid', message: /`resumes\.action`/ };
    assert.throws(() => untyped.requireFactors({ factors: 2, resumes }), refused);
    assert.throws(() => untyped.requireFreshLogin({ resumes }), refused);
  }
  const resumes = { action: 'Give 5 to bob', fields: 'amount' };
  assert.throws(() => untyped.requireFreshLogin({ resumes }), {
    message: /`resumes\.fields` must be a list/,
  });
});

type UntypedGuard = (options?: object) => unknown;
