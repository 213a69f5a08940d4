import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { safeNext } from './next.ts';

const origin = 'https://example.org';

describe('next', () => {
  for (const path of [
    '/',
    '/dashboard?tab=2',
    '/a/b?x=/y#z',
    '/%2F%2Fevil.example',
    '/?next=https://evil.example',
  ]) {
    it(`follows ${path}`, () => assert.equal(safeNext(path, { origin }), path));
  }

  const refused = [
    '',
    'dashboard',
    '//evil.example',
    '///evil.example',
    '/\\evil.example',
    '\\\\evil.example',
    '/\t/evil.example',
    '/\n/evil.example',
    ' /dashboard',
    '/ ',
    '/..//evil.example',
    '/.//evil.example',
    '/x/../..//evil.example',
    '/%2e//evil.example',
    'https://evil.example',
    'https:evil.example',
    'http://example.org/',
    'javascript:alert(1)',
    'blob:https://trusted.example/x',
    'data:text/html,x',
    'https://example.org@evil.example/',
    'https://user:pass@trusted.example/',
    '/\u0000',
    '/\u2028',
    `/${'a'.repeat(2048)}`,
  ];
  for (const raw of refused) {
    it(`refuses ${JSON.stringify(raw.slice(0, 40))}`, () => {
      assert.equal(safeNext(raw, { origin, trustedOrigins: ['https://trusted.example'] }), undefined);
    });
  }

  it('leads to another origin only if it is listed', () => {
    const options = { origin, trustedOrigins: ['https://trusted.example'] };
    assert.equal(safeNext('https://trusted.example/x', options), 'https://trusted.example/x');
    assert.equal(safeNext('https://trusted.example.evil.example/x', options), undefined);
    assert.equal(safeNext('https://trusted.example:8443/x', options), undefined);
  });

  it('counts nothing at all as nothing', () => {
    assert.equal(safeNext(undefined, { origin }), undefined);
    assert.equal(safeNext(null, { origin }), undefined);
  });
});
