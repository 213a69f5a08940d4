import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Secret as Key, TOTP, URI } from 'otpauth';
import { testClock } from '../testing.ts';
import { Secret } from '../tokens/secret.ts';
import type { User } from '../users/user.ts';
import { stepOfCode, uriOf } from './code.ts';

/** Of RFC 6238, appendix B: the ASCII text 12345678901234567890. */
const seed = new Secret(Key.fromLatin1('12345678901234567890').base32);
const second: 'optional' | 'required' = 'optional';

function stepAt(atMs: number, code: string, totpStepsBack: 0 | 1 | 2 = 0): number | undefined {
  return stepOfCode({ clock: () => atMs, factors: { second, totpStepsBack } }, { seed, code });
}

function codeAt(atMs: number): string {
  return TOTP.generate({ secret: Key.fromBase32(seed.reveal()), timestamp: atMs });
}

// Eight digits there; ours are the last six of them.
const vectors: readonly (readonly [seconds: number, step: number, code: string])[] = [
  [59, 0x1, '94287082'],
  [1_111_111_109, 0x2_35_23_ec, '07081804'],
  [1_111_111_111, 0x2_35_23_ed, '14050471'],
  [1_234_567_890, 0x2_73_ef_07, '89005924'],
  [2_000_000_000, 0x3_f9_40_aa, '69279037'],
  [20_000_000_000, 0x27_bc_86_aa, '65353130'],
];

for (const [seconds, step, code] of vectors) {
  test(`RFC 6238, appendix B: ${code} is the code at ${seconds}`, () => {
    assert.equal(stepAt(seconds * 1000, code.slice(2)), step);
    assert.equal(stepAt(seconds * 1000, code), undefined, 'eight digits are not six');
  });
}

const now = testClock()();
const ages = [2, 1, 0, -1, -2, -3];
const counting: readonly (readonly [stepsBack: 0 | 1 | 2, oldest: number])[] = [
  [0, 0],
  [1, -1],
  [2, -2],
];

for (const [stepsBack, oldest] of counting) {
  test(`with ${stepsBack} steps back a code counts from its own step to ${-oldest} after it, and none ahead of its time`, () => {
    const present = now / 30_000;
    for (const age of ages) {
      const expected = age <= 0 && age >= oldest ? present + age : undefined;
      assert.equal(stepAt(now, codeAt(now + age * 30_000), stepsBack), expected, `${age}`);
    }
  });
}

test('without steps back a code lives for 30 seconds, to the millisecond', () => {
  const code = codeAt(now);
  assert.deepEqual(
    [now - 1, now, now + 29_999, now + 30_000].map((atMs) => stepAt(atMs, code) !== undefined),
    [false, true, true, false],
  );
});

test('blanks, dashes and wide digits are forgiven, another sign is not', () => {
  const code = codeAt(now);
  const [left, right] = [code.slice(0, 3), code.slice(3)];
  const wide = Array.from(code, (digit) => String.fromCodePoint(0xff10 + Number(digit))).join('');
  const forgiven = [code, ` ${code}\t`, `${left} ${right}`, `${left}-${right}`, `${left} – ${right}`, wide];
  for (const typed of forgiven) {
    assert.notEqual(stepAt(now, typed), undefined, typed);
  }
  const refused = [
    '',
    ' ',
    code.slice(1),
    `${code}0`,
    `0${code}`,
    `${code}x`,
    `+${code}`,
    `${left}.${right}`,
  ];
  for (const typed of [...refused, '１２３', '٣٣٣٣٣٣', 'ⅫⅫⅫ', '1e5000', 'ABCDEF', `${code}\0`]) {
    assert.equal(stepAt(now, typed), undefined, typed);
  }
});

test('more than 32 signs are wrong without a look at them', () => {
  const code = codeAt(now);
  assert.notEqual(stepAt(now, code.padStart(32)), undefined);
  assert.equal(stepAt(now, code.padStart(33)), undefined);
  assert.equal(stepAt(now, code.padStart(1_000_000)), undefined);
});

function uriFor(name: string, siteName = 'The Shop'): string {
  const user: User = { id: 'ada', name, createdAtMs: 0, credentialsVersion: 0 };
  return uriOf({ siteName }, { user, seed }).reveal();
}

test('the QR code says what an app must know: site, name, seed, and how codes are made', () => {
  assert.equal(
    uriFor('ada@example.com'),
    `otpauth://totp/The%20Shop:ada%40example.com?issuer=The%20Shop&secret=${seed.reveal()}&algorithm=SHA1&digits=6&period=30`,
  );
});

test('no name breaks the QR code: not a colon, not half a sign, not the longest', () => {
  const names = ['a:b:c', 'half \ud83d', '💛'.repeat(150), 'zoë & <b>', '?secret=AAAA&x=%41', 'ada'];
  for (const name of names) {
    for (const site of ['The Shop', 'Shop: EU', '\udc00', '💛'.repeat(150)]) {
      const uri = uriFor(name, site);
      const parsed = URI.parse(uri);
      assert.equal(parsed.secret.base32, seed.reveal(), uri);
      assert.equal(uri.split('?')[0]?.match(/%3A/i), null, uri);
      assert.ok(uri.length < 900, 'a camera reads the QR code');
    }
  }
});
