import assert from 'node:assert/strict';
import { test } from 'node:test';
import { renderTime, timeInWords } from './time.ts';

const evening = Date.UTC(2026, 6, 1, 21, 5);

test('a time is said in the language of the page, and names its zone', async () => {
  assert.equal(timeInWords('en', evening), '1 July 2026 at 21:05 UTC');
  assert.equal(timeInWords('de', evening), '1. Juli 2026 um 21:05 UTC');
  assert.equal(timeInWords('en', Date.UTC(2026, 0, 1)), '1 January 2026 at 00:00 UTC');
});

test('a program reads it as ISO 8601', async () => {
  assert.equal(
    String(await renderTime({ language: 'en' }, evening)),
    '<time datetime="2026-07-01T21:05:00.000Z">1 July 2026 at 21:05 UTC</time>',
  );
});
