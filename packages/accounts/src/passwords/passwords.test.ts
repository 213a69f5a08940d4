import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createPasswords } from './passwords.ts';

const passwords = createPasswords({ queue: 1000 });

describe('a stored password', () => {
  it('is argon2id with its parameters and a salt of its own', async () => {
    const [first, second] = [await stored('quiet river'), await stored('quiet river')];
    assert.match(first, /^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/);
    assert.notEqual(first, second);
  });

  it('matches the same password and no other', async () => {
    const kept = await stored('quiet river');
    assert.deepEqual(await passwords.verify('quiet river', kept), { matches: true, rehash: false });
    for (const other of ['Quiet river', 'quiet rive', 'quiet river ', ' quiet river', 'quiet  river', ''])
      assert.deepEqual(await passwords.verify(other, kept), { matches: false }, JSON.stringify(other));
  });

  it('is not cut off: byte 73, byte 1024 and what stands behind a NUL count', async () => {
    const pairs = [
      [`${'a'.repeat(72)}b`, `${'a'.repeat(72)}c`],
      [`${'a'.repeat(72)}b`, 'a'.repeat(72)],
      [`${'a'.repeat(1023)}b`, `${'a'.repeat(1023)}c`],
      ['quiet\0river', 'quiet\0lake'],
      ['quiet\0river', 'quiet'],
    ] as const;
    for (const [password, other] of pairs) {
      const kept = await stored(password);
      assert.deepEqual(await passwords.verify(password, kept), { matches: true, rehash: false });
      assert.deepEqual(await passwords.verify(other, kept), { matches: false });
    }
  });

  it('is the same password on every keyboard: é typed as one character or as two', async () => {
    const composed = 'crème brûlée'.normalize('NFC');
    const decomposed = composed.normalize('NFD');
    assert.notEqual(composed, decomposed);
    assert.deepEqual(await passwords.verify(decomposed, await stored(composed)), {
      matches: true,
      rehash: false,
    });
    assert.deepEqual(await passwords.verify(composed, await stored(decomposed)), {
      matches: true,
      rehash: false,
    });
  });

  it('keeps apart what only looks alike: NFC, not NFKC', async () => {
    assert.deepEqual(await passwords.verify('file server', await stored('ﬁle server')), { matches: false });
  });

  it('asks to be hashed again when the parameters have changed, up or down', async () => {
    const stronger = createPasswords({ hashing: { memoryKiB: 12288, passes: 4 } });
    const kept = await stored('quiet river');
    assert.deepEqual(await stronger.verify('quiet river', kept), { matches: true, rehash: true });
    assert.deepEqual(await stronger.verify('quiet lake', kept), { matches: false });
    const renewed = await stronger.hash('quiet river');
    assert.deepEqual(await stronger.verify('quiet river', renewed), { matches: true, rehash: false });
    assert.deepEqual(await passwords.verify('quiet river', renewed), { matches: true, rehash: true });
  });
});

describe('a password that cannot be stored', () => {
  const lone = 'quiet \ud800 river';
  const long = 'x'.repeat(1025);

  it('is a programmer’s mistake to hash', async () => {
    for (const password of [lone, long])
      await assert.rejects(async () => passwords.hash(password), { code: 'password-not-storable' });
  });

  it('matches nothing, not even what it would turn into', async () => {
    assert.deepEqual(await passwords.verify(lone, await stored('quiet \ufffd river')), { matches: false });
    assert.deepEqual(await passwords.verify(long, await stored(long.slice(0, 1024))), { matches: false });
    assert.deepEqual(await passwords.verify('x'.repeat(1_000_000), await stored('x')), { matches: false });
  });
});

describe('an account that does not exist', () => {
  it('matches no password, the one of the decoy included', async () => {
    for (const password of ['decoy', '', '\0', 'quiet river'])
      assert.deepEqual(await passwords.verify(password, undefined), { matches: false });
  });

  it('costs about as much as a wrong password, and so does a stored hash that nobody can read', async () => {
    const kept = await stored('quiet river');
    const cases = {
      wrong: () => passwords.verify('quiet lake', kept),
      unknown: () => passwords.verify('quiet lake', undefined),
      unreadable: () => passwords.verify('quiet lake', '!'),
      tooLong: () => passwords.verify('x'.repeat(2000), kept),
    };
    const wrong = await quickestMs(cases.wrong);
    for (const [name, act] of Object.entries(cases)) {
      const ratio = (await quickestMs(act)) / wrong;
      assert.ok(ratio > 0.4 && ratio < 2.5, `${name} costs ${ratio.toFixed(2)} of a wrong password`);
    }
  });
});

describe('hashing under load', () => {
  it('serves 129 of 200 who come at once to one core and answers the rest busy, with a time to come back', async () => {
    const oneCore = createPasswords({ atOnce: 1 });
    const answers = await Promise.all(
      Array.from({ length: 200 }, () => oneCore.withTurn(async () => 'served')),
    );
    assert.equal(answers.filter((answer) => answer === 'served').length, 129);
    assert.equal(answers.filter((answer) => answer === 'busy').length, 71);
    assert.equal(oneCore.retryAfterSeconds, 3);
  });

  it('answers hash and verify busy alike, for known and unknown accounts', async () => {
    const full = createPasswords({ atOnce: 1, queue: 0 });
    const { promise: leaving, resolve: leave } = Promise.withResolvers<void>();
    const inside = full.withTurn(() => leaving);
    assert.equal(await full.hash('quiet river'), 'busy');
    assert.equal(await full.verify('quiet river', undefined), 'busy');
    assert.equal(await full.verify('quiet river', '!'), 'busy');
    leave();
    await inside;
    assert.deepEqual(await full.verify('quiet river', undefined), { matches: false });
  });

  it('gives a turn that hashes and verifies in one place at the gate', async () => {
    const oneCore = createPasswords({ atOnce: 1, queue: 0 });
    const answer = await oneCore.withTurn(async ({ hash, verify }) =>
      verify('quiet river', await hash('quiet river')),
    );
    assert.deepEqual(answer, { matches: true, rehash: false });
  });

  it('leaves the main thread free meanwhile', async () => {
    let ticks = 0;
    const ticking = setInterval(() => {
      ticks += 1;
    }, 1);
    await Promise.all(Array.from({ length: 8 }, () => passwords.hash('quiet river')));
    clearInterval(ticking);
    assert.ok(ticks > 5, `${ticks} ticks while eight passwords were hashed`);
  });
});

async function stored(password: string): Promise<string> {
  return passwords.hash(password);
}

/** The quickest of ten: what else the machine does only ever slows. */
async function quickestMs(act: () => Promise<unknown>): Promise<number> {
  let quickest = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 10; round += 1) {
    const before = performance.now();
    await act();
    quickest = Math.min(quickest, performance.now() - before);
  }
  return quickest;
}
