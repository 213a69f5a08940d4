import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { hash as hashArgon2 } from '@node-rs/argon2';
import { createPasswords } from './passwords.ts';

const passwords = createPasswords({ queue: 1000 });
const horse = 'correct horse battery staple';

/** Made by Werkzeug 3.1.8, and made again from Python's hashlib alone: the same bytes. */
const werkzeug = {
  scrypt:
    'scrypt:32768:8:1$7pGE2jRQpFvxLm67$759aeaf1d73408a126551d2f0d69b2551c8ea542c78b1a2db0851f848cb9e98e1e5801522293c069c3c5de82773b108aef3283ce2c11c008632a401772d54b52',
  pbkdf2:
    'pbkdf2:sha256:260000$u0FE5hUzMe2X9ufL$866e89c413f811a5b73f53aadca66a613cecb9fdf9a36f9b91f7ca16033184db',
  pbkdf2WithEightLettersOfSalt:
    'pbkdf2:sha256:50000$BjqDnFLH$72fafc3e0c9979ac390d1967166c801040c7cd4d6de954e49836dce53575bf7d',
  pbkdf2Sha512:
    'pbkdf2:sha512:1000$oFcvhibRJf7Jcz5i$8c9294cde10d57ee401ff6e989ec6b7cd76cbc0bb16900d6da61a3965d75631799fa25b2355f93ce4092279701af8d520bcb80cd923bfe06f36e61540b0ecebc',
  pbkdf2Sha1: 'pbkdf2:sha1:1000$0bdv8etScdvZ9ibR$a94abc53cbe75edf07c6cd0bfa1e7a2c990b7e81',
};
/** `pässwörd 🔑`, composed. */
const werkzeugUnicode =
  'scrypt:1024:8:1$0G5Rr84aNTH1wpnO$e6a7d4c3c628c5cce98d1c9f5d3fb43dec38eaeb16147e54b8b9615deb42964aa39dd983726e7ef58db7e65ff0fb3767cdddfc4161aebaf30fceaf5170071826';
/** `pässwörd lang`, decomposed, as some keyboards send it. */
const werkzeugDecomposed =
  'scrypt:1024:8:1$mp4GDj2ztYzRTUXg$e42f20b6c85c247f645334cc499308045b2b70904a42ad54be78ec7ed0ebec456c7a7c984f076b5bd2f0b718e85b5464251143ce1a81d213d7585d98b39ebeec';

/** Made by libxcrypt. */
const bcrypt = {
  '2a': '$2a$04$abcdefghijklmnopqrstuu7EJV7kdjBBQxyb0HjTh9KS7.Lah/6CG',
  '2b': '$2b$04$abcdefghijklmnopqrstuu7EJV7kdjBBQxyb0HjTh9KS7.Lah/6CG',
  '2y': '$2y$04$abcdefghijklmnopqrstuu7EJV7kdjBBQxyb0HjTh9KS7.Lah/6CG',
};
const bcryptOf72 = '$2b$04$abcdefghijklmnopqrstuuBzzIgyKkz7xMWYSzkIjUSnxEQFQ0WNe';

/** From the test vectors of the argon2 reference implementation; the password is `password`. */
const argon2 = {
  id: '$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc',
  'i of version 16': '$argon2i$m=65536,t=2,p=1$c29tZXNhbHQ$9sTbSlTio3Biev89thdrlKKiCaYsjjYVJxGAL3swxpQ',
};

describe('a hash that Werkzeug made', () => {
  for (const [name, hash] of Object.entries(werkzeug))
    it(`lets its person in, not others, and asks to be replaced: ${name}`, async () => {
      assert.deepEqual(await passwords.verify(horse, hash), { matches: true, rehash: true });
      assert.deepEqual(await passwords.verify(`${horse} `, hash), { matches: false });
    });

  it('knows every script, composed or not', async () => {
    const typed = 'pässwörd 🔑';
    for (const form of ['NFC', 'NFD'])
      assert.deepEqual(await passwords.verify(typed.normalize(form), werkzeugUnicode), {
        matches: true,
        rehash: true,
      });
  });

  it('of a decomposed password matches the keyboard it was typed on, as it did before', async () => {
    const typed = 'pässwörd lang'.normalize('NFD');
    assert.deepEqual(await passwords.verify(typed, werkzeugDecomposed), { matches: true, rehash: true });
  });
});

describe('a hash that bcrypt made', () => {
  for (const [version, hash] of Object.entries(bcrypt))
    it(`lets its person in, not others, and asks to be replaced: $${version}$`, async () => {
      assert.deepEqual(await passwords.verify(horse, hash), { matches: true, rehash: true });
      assert.deepEqual(await passwords.verify(horse.toUpperCase(), hash), { matches: false });
    });

  it('knows only 72 bytes, until the first log-in replaces it by one that knows them all', async () => {
    const [exact, longer] = ['a'.repeat(72), `${'a'.repeat(72)}b`];
    assert.deepEqual(await passwords.verify(exact, bcryptOf72), { matches: true, rehash: true });
    assert.deepEqual(await passwords.verify(longer, bcryptOf72), { matches: true, rehash: true });
    assert.deepEqual(await passwords.verify('a'.repeat(71), bcryptOf72), { matches: false });
    const replaced = await passwords.hash(longer);
    assert.deepEqual(await passwords.verify(exact, replaced), { matches: false });
  });

  it('does not take a password repeated around a NUL for the password', async () => {
    assert.deepEqual(await passwords.verify(`${horse}\0${horse}`, bcrypt['2b']), { matches: false });
  });
});

describe('an argon2 hash that was made elsewhere', () => {
  for (const [name, hash] of Object.entries(argon2))
    it(`lets its person in, not others, and asks to be replaced: argon2${name}`, async () => {
      assert.deepEqual(await passwords.verify('password', hash), { matches: true, rehash: true });
      assert.deepEqual(await passwords.verify('Password', hash), { matches: false });
    });

  it('asks to be replaced when only its salt or its length is not ours', async () => {
    for (const other of [{ salt: Buffer.alloc(24, 'salt') }, { outputLen: 24 }])
      assert.deepEqual(await passwords.verify(horse, await hashArgon2(horse, other)), {
        matches: true,
        rehash: true,
      });
  });

  it('is not read with more than 16 lanes, or with so few bytes that a guess may hit them', async () => {
    for (const other of [{ parallelism: 17 }, { outputLen: 15 }])
      assert.deepEqual(await passwords.verify(horse, await hashArgon2(horse, other)), { matches: false });
  });
});

describe('a stored hash that would cost too much', () => {
  const salt = 'c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc';
  const bombs = [
    `$argon2id$v=19$m=4194304,t=1,p=1$${salt}`,
    `$argon2id$v=19$m=262145,t=1,p=1$${salt}`,
    `$argon2id$v=19$m=262144,t=5,p=1$${salt}`,
    `$argon2id$v=19$m=19456,t=4294967295,p=1$${salt}`,
    `$argon2id$v=19$m=65536,t=1,p=17$${salt}`,
    `$argon2id$v=19$m=8,t=1,p=16$${salt}`,
    werkzeug.scrypt.replace('32768:8:1', '1048576:8:1'),
    werkzeug.scrypt.replace('32768:8:1', '32768:99:99'),
    werkzeug.scrypt.replace('32768:8:1', '32768:8:5'),
    werkzeug.scrypt.replace('32768:8:1', '32767:8:1'),
    werkzeug.scrypt.replace('32768:8:1', '1:8:1'),
    werkzeug.pbkdf2.replace('260000', '9999999'),
    werkzeug.pbkdf2.replace('260000', '99999999999'),
    bcrypt['2b'].replace('$04$', '$15$'),
    bcrypt['2b'].replace('$04$', '$31$'),
  ];
  for (const bomb of bombs)
    it(`matches nothing and costs one decoy: ${bomb.slice(0, 40)}`, async () => {
      const before = process.cpuUsage();
      assert.deepEqual(await passwords.verify('password', bomb), { matches: false });
      const { user, system } = process.cpuUsage(before);
      assert.ok(user + system < 250_000, `${user + system} µs of processor time`);
    });
});

describe('a stored hash that is garbage', () => {
  it('matches nothing and throws nothing', async () => {
    const { scrypt } = werkzeug;
    const garbage = [
      '',
      ' ',
      '\0',
      '$',
      '$$$$$',
      '!',
      'plain',
      horse,
      '$argon2id$',
      '$2b$',
      'scrypt:',
      'pbkdf2:',
      `${scrypt} `,
      ` ${scrypt}`,
      `${scrypt}\n`,
      scrypt.slice(0, -1),
      scrypt.slice(0, -2),
      scrypt.toUpperCase(),
      scrypt.replace('8:1', '8'),
      'scrypt:1024:8:1$$',
      'scrypt:1024:8:1$salt$',
      'scrypt:0:0:0$salt$00',
      'pbkdf2:sha256:0$salt$00',
      'pbkdf2:md5:1$salt$00',
      'pbkdf2:sha256$salt$00',
      'pbkdf2:sha999:1$salt$00',
      `pbkdf2:sha256:1$salt$${'g'.repeat(64)}`,
      'sha1$salt$hash',
      'md5$salt$hash',
      'plain$$password',
      argon2.id.slice(0, -1),
      argon2.id.slice(0, 50),
      `${argon2.id}=`,
      argon2.id.replace('v=19', 'v=18'),
      argon2.id.replace('m=65536', 'm=-1'),
      argon2.id.replace('argon2id', 'argon2x'),
      '$argon2id$v=19$m=8,t=1,p=1$$',
      bcryptOf72.slice(0, -1),
      bcryptOf72.replace('$2b$', '$2x$'),
      bcryptOf72.replace('$04$', '$03$'),
      bcryptOf72.replace('$04$', '$4$'),
      '\ud800',
      '🔑',
      'x'.repeat(1_000_000),
    ];
    for (const stored of garbage)
      assert.deepEqual(
        await verifyOutsideGate(stored),
        { matches: false },
        JSON.stringify(stored.slice(0, 80)),
      );
  });

  it('matches nothing and throws nothing, however a good one was damaged', async () => {
    const random = generator(20_251_121);
    const cheap = [
      `scrypt:2:1:1$salt$${'0'.repeat(128)}`,
      werkzeug.pbkdf2Sha1,
      bcrypt['2y'],
      `$argon2id$v=19$m=8,t=1,p=1$c29tZXNhbHQ$${'A'.repeat(43)}`,
    ];
    for (let round = 0; round < 160; round += 1) {
      const damaged = damage(cheap[round % cheap.length] ?? '', random);
      assert.deepEqual(await verifyOutsideGate(damaged), { matches: false }, JSON.stringify(damaged));
    }
  });
});

function verifyOutsideGate(stored: string) {
  return passwords.withTurn(({ verify }) => verify('never the password', stored));
}

/** One to three characters replaced, removed, doubled or the rest cut off. */
function damage(text: string, random: () => number): string {
  let damaged = text;
  for (let times = 1 + Math.floor(random() * 3); times > 0; times -= 1) {
    const at = Math.floor(random() * damaged.length);
    const replacements = ['', '$', ':', '0', '9', 'é', '\0', '=', damaged.charAt(at).repeat(2)];
    const replacement = replacements[Math.floor(random() * replacements.length)] ?? '';
    damaged = damaged.slice(0, at) + replacement + (random() < 0.1 ? '' : damaged.slice(at + 1));
  }
  return damaged;
}

/** The same numbers from 0 to 1 at every run (mulberry32). */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
