import assert from 'node:assert/strict';
import { availableParallelism } from 'node:os';
import { describe, it } from 'node:test';
import type { PasswordErrorCode } from './password-error.ts';
import { createPasswords } from './passwords.ts';
import { type PasswordSettings, readSettings } from './settings.ts';

describe('password settings', () => {
  it('are OWASP’s argon2id, one core left free, a queue of 128, 8 characters and no composition rule by default', () => {
    assert.deepEqual(readSettings({}), {
      hashing: { memoryKiB: 19456, passes: 2, lanes: 1 },
      gate: { atOnce: Math.max(1, availableParallelism() - 1), queue: 128, patienceMs: 3000 },
      policy: { minimumLength: 8, needsUpperCase: false, needsDigit: false, siteName: undefined },
    });
  });

  const refused: [string, PasswordSettings, PasswordErrorCode][] = [
    ['19 MiB written as 19', { hashing: { memoryKiB: 19 } }, 'hashing-too-weak'],
    ['the default memory with a single pass', { hashing: { passes: 1 } }, 'hashing-too-weak'],
    ['12 MiB with two passes', { hashing: { memoryKiB: 12288 } }, 'hashing-too-weak'],
    ['more than 256 MiB', { hashing: { memoryKiB: 262_145 } }, 'hashing-too-costly'],
    ['256 MiB with five passes', { hashing: { memoryKiB: 262_144, passes: 5 } }, 'hashing-too-costly'],
    ['no passes', { hashing: { passes: 0 } }, 'hashing-too-costly'],
    ['half a pass', { hashing: { passes: 2.5 } }, 'hashing-too-costly'],
    ['17 lanes', { hashing: { lanes: 17 } }, 'hashing-too-costly'],
    ['nobody at once', { atOnce: 0 }, 'at-once-invalid'],
    ['not a number at once', { atOnce: Number.NaN }, 'at-once-invalid'],
    ['a queue of less than none', { queue: -1 }, 'queue-invalid'],
    ['a queue without end', { queue: Number.POSITIVE_INFINITY }, 'queue-invalid'],
    ['a minimum of 7 characters', { minimumLength: 7 }, 'minimum-length-invalid'],
    ['a minimum of 65 characters', { minimumLength: 65 }, 'minimum-length-invalid'],
  ];
  for (const [what, settings, code] of refused) {
    it(`refuse ${what} with the code ${code}`, () => {
      assert.throws(() => createPasswords(settings), { code });
    });
  }

  it('accept 12 MiB with three passes, a queue of none and 64 characters', () => {
    createPasswords({ hashing: { memoryKiB: 12288, passes: 3 }, queue: 0, minimumLength: 64 });
  });
});
