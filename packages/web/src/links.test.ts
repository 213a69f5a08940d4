import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
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

test('what a page is told besides stands in its address, and next comes first', () => {
  const link = createLink('');
  assert.equal(link('/login/factor', { by: 'totp', next: '/a' }), '/login/factor?next=%2Fa&by=totp');
  assert.equal(link('/confirm', { afterwards: 'factor' }), '/confirm?then=factor');
  assert.equal(link('/confirm/resume', { of: 'a&b' }), '/confirm/resume?of=a%26b');
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

test('every page there is stands in the docs, with what it asks for', () => {
  const at = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8');
  const paths = [...at('links.ts').matchAll(/^ {2}\| '([^']+)'/gm)].map(([, path = '']) => path);
  const docs = ['contract', 'account', 'security-page', 'sessions'].map((page) =>
    at(`../../../docs/${page}.md`),
  );
  assert.ok(paths.length > 40);
  const isTold = (path: string) => docs.some((page) => new RegExp(`[ \`]${path}[\`?]`).test(page));
  assert.deepEqual(
    paths.filter((path) => !isTold(path)),
    [],
  );
});
