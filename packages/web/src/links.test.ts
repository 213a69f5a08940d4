import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createLink } from './links.ts';

test('a link carries the prefix, and next with its own query', () => {
  const link = createLink('/auth');
  assert.equal(link('/'), '/auth');
  assert.equal(link('/login'), '/auth/login');
  assert.equal(
    link('/login', { next: '/dashboard?tab=2&x=ä' }),
    '/auth/login?next=%2Fdashboard%3Ftab%3D2%26x%3D%C3%A4',
  );
});

test('without a prefix the home page is /', () => {
  assert.equal(createLink('')('/'), '/');
  assert.equal(createLink('')('/signup', { next: undefined }), '/signup');
});

test('a prefix that is no path is refused when the app is built', () => {
  for (const prefix of ['auth', '/auth/', '//evil.example', '/a b', '/..', '/:id', '/*']) {
    assert.throws(() => createLink(prefix), { code: 'prefix-invalid' }, prefix);
  }
});
