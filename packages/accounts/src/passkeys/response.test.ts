import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Cbor, cbor } from '../testing/cbor.ts';
import { addPasskey } from './add-passkey.ts';
import { ask, client, phone, testPasskeys } from './test-passkeys.ts';

const wrong = { ok: false, reason: 'wrong' };

type Fields = Readonly<Record<string, unknown>>;

/** What no field of an answer may be. */
const junk: readonly unknown[] = [
  undefined,
  null,
  0,
  -1,
  1e308,
  true,
  '',
  ' ',
  'not base64url!',
  '__proto__',
  'AA==',
  '🔑',
  '\ud800',
  'A'.repeat(16_000),
  [],
  ['AAAA'],
  {},
  { length: 3 },
  { toString: 'AAAA' },
];

/** The same with one field, `response.signature`, replaced by something else. */
function withField(said: Fields, path: string, value: unknown): Fields {
  const [name = '', ...rest] = path.split('.');
  // Proof: the paths below name objects.
  const inner = rest.length === 0 ? value : withField(said[name] as Fields, rest.join('.'), value);
  return { ...said, [name]: inner };
}

function clientDataWith(said: Fields, changes: (clientData: Fields) => unknown): Fields {
  const { clientDataJSON } = said.response as Readonly<Record<string, string>>;
  const clientData = JSON.parse(Buffer.from(clientDataJSON ?? '', 'base64url').toString());
  const changed = Buffer.from(JSON.stringify(changes(clientData)) ?? '').toString('base64url');
  return withField(said, 'response.clientDataJSON', changed);
}

test('whatever stands in a field of an answer, it is refused and nothing is thrown', async (t) => {
  const { addTo, answer, send, spent } = await testPasskeys(t);
  const device = phone();
  await addTo('ada', device);
  const good = await answer(device);
  const spentBefore = await spent();
  const said: Fields = JSON.parse(good.response);
  const fields = ['id', 'rawId', 'type', 'response'];
  const inner = ['clientDataJSON', 'authenticatorData', 'signature', 'userHandle'];
  for (const path of [...fields, ...inner.map((name) => `response.${name}`)]) {
    for (const value of junk) {
      const response = JSON.stringify(withField(said, path, value));
      assert.deepEqual(
        await send({ ...ask, response }),
        wrong,
        `${path}: ${JSON.stringify(value)?.slice(0, 20)}`,
      );
    }
  }
  assert.equal(await spent(), spentBefore);
  assert.equal((await send(good)).ok, true);
});

test('whatever a new passkey says in a field, it is refused and nothing is thrown', async (t) => {
  const { accounts, inSession, newAnswer, rows, user } = await testPasskeys(t);
  const enrolling = await inSession(await user('ada'));
  const good = await newAnswer(enrolling.user, phone());
  const add = (response: string) => addPasskey(accounts, { enrolling, answer: { ...ask, response } }, client);
  const said: Fields = JSON.parse(good.response);
  const paths = ['id', 'rawId', 'type', 'response', 'response.clientDataJSON', 'response.attestationObject'];
  for (const path of paths) {
    for (const value of junk)
      assert.deepEqual(await add(JSON.stringify(withField(said, path, value))), wrong, path);
  }
  for (const name of ['challenge', 'origin', 'type']) {
    for (const value of junk) {
      const changed = clientDataWith(said, (clientData) => ({ ...clientData, [name]: value }));
      assert.deepEqual(await add(JSON.stringify(changed)), wrong, `${name} of the client data`);
    }
  }
  for (const value of junk) {
    assert.deepEqual(await add(JSON.stringify(clientDataWith(said, () => value))), wrong, 'client data');
  }
  for (const crossOrigin of [true, null, 0, 'false', {}]) {
    const changed = clientDataWith(said, (clientData) => ({ ...clientData, crossOrigin }));
    assert.deepEqual(await add(JSON.stringify(changed)), wrong, 'a frame');
  }
  for (const value of [null, 0, 'AAAA', {}]) {
    assert.deepEqual(await add(JSON.stringify(withField(said, 'response.transports', value))), wrong);
  }
  for (const value of [null, 0, 'AAAA', [], { credProps: null }, { credProps: [] }]) {
    assert.deepEqual(await add(JSON.stringify(withField(said, 'clientExtensionResults', value))), wrong);
  }
  assert.deepEqual(await rows(), []);
  assert.equal((await add(good.response)).ok, true);
});

test('what is no JSON of an object, or more than 16 KiB of it, is refused', async (t) => {
  const { accounts, addTo, answer, inSession, send, user } = await testPasskeys(t);
  const device = phone();
  await addTo('ada', device);
  const enrolling = await inSession(await user('ada'));
  const good = await answer(device);
  const texts = [
    '',
    ' ',
    'null',
    '0',
    '"AAAA"',
    '[]',
    '{}',
    '{',
    'undefined',
    '\ufeff{}',
    '['.repeat(16_000),
    '{"id":'.repeat(2000),
    `${'{"response":'.repeat(1000)}{}${'}'.repeat(1000)}`,
    `${good.response}${' '.repeat(16_385 - good.response.length)}`,
    'A'.repeat(1_000_000),
  ];
  for (const response of texts) {
    assert.deepEqual(await send({ ...ask, response }), wrong, response.slice(0, 20));
    assert.deepEqual(await addPasskey(accounts, { enrolling, answer: { ...ask, response } }, client), wrong);
  }
  const padded = `${good.response}${' '.repeat(16_384 - good.response.length)}`;
  assert.equal((await send({ ...ask, response: padded })).ok, true);
});

test('an attestation that is no CBOR, cut off or nested without end is refused', async (t) => {
  const { accounts, inSession, newAnswer, user } = await testPasskeys(t);
  const enrolling = await inSession(await user('ada'));
  const good = await newAnswer(enrolling.user, phone());
  const said: Fields = JSON.parse(good.response);
  const { attestationObject } = said.response as Readonly<Record<string, string>>;
  const bytes = Buffer.from(attestationObject ?? '', 'base64url');
  const { authenticatorData } = said.response as Readonly<Record<string, string>>;
  const data = Buffer.from(authenticatorData ?? '', 'base64url');
  const attest = (authData: Cbor) =>
    cbor(
      new Map<string, Cbor>([
        ['fmt', 'none'],
        ['authData', authData],
      ]),
    );
  const cut = Array.from({ length: 20 }, (_, place) =>
    bytes.subarray(0, Math.floor((place * bytes.length) / 20)),
  );
  const strange = [
    Buffer.alloc(8000, 0x81),
    Buffer.alloc(8000, 0xa1),
    Buffer.alloc(8000, 0x9f),
    Buffer.alloc(8000, 0xff),
    Buffer.from('9bffffffffffffffff', 'hex'),
    Buffer.from('bb00000000ffffffff', 'hex'),
    Buffer.from('5bffffffffffffffff', 'hex'),
    Buffer.from('7b00000000ffffffff41', 'hex'),
    Buffer.from('f6', 'hex'),
    cbor(0),
    cbor('fmt'),
    cbor(new Map()),
    attest('text'),
    attest(0),
    attest(new Map()),
    attest(Buffer.alloc(0)),
    attest(Buffer.alloc(37)),
    attest(Buffer.alloc(37, 0xff)),
    attest(Buffer.concat([data, Buffer.alloc(1)])),
    attest(data.subarray(0, 37)),
    attest(data.subarray(0, -1)),
    attest(Buffer.concat([data.subarray(0, -32), Buffer.alloc(32, 7)])),
    attest(Buffer.concat([data.subarray(0, 53), Buffer.from([255, 255])])),
    attest(Buffer.concat([data.subarray(0, 87), Buffer.alloc(6000, 0x81)])),
  ];
  const add = (attestation: Buffer) => {
    const changed = withField(said, 'response.attestationObject', attestation.toString('base64url'));
    return addPasskey(accounts, { enrolling, answer: { ...ask, response: JSON.stringify(changed) } }, client);
  };
  for (const attestation of [...cut, ...strange]) {
    assert.deepEqual(await add(attestation), wrong, attestation.toString('hex').slice(0, 40));
  }
  assert.equal((await add(bytes)).ok, true);
});

test('who built an authenticator is not looked at, whatever it sends about that', async (t) => {
  const { accounts, inSession, newAnswer, logIn, user } = await testPasskeys(t);
  for (const format of ['packed', 'fido-u2f', 'tpm', 'android-key', 'apple', 'something new']) {
    const device = phone();
    const enrolling = await inSession(await user('ada'));
    const said: Fields = JSON.parse((await newAnswer(enrolling.user, device)).response);
    const { authenticatorData } = said.response as Readonly<Record<string, string>>;
    const statement = new Map<string, Cbor>([
      ['alg', -7],
      ['sig', Buffer.alloc(70)],
      ['x5c', Buffer.from('certificates, and an address to fetch')],
    ]);
    const attestation = new Map<string, Cbor>([
      ['fmt', format],
      ['attStmt', statement],
      ['authData', Buffer.from(authenticatorData ?? '', 'base64url')],
    ]);
    const sent = withField(said, 'response.attestationObject', cbor(attestation).toString('base64url'));
    const answer = { ...ask, response: JSON.stringify(sent) };
    assert.equal((await addPasskey(accounts, { enrolling, answer }, client)).ok, true, format);
    assert.equal((await logIn(device)).ok, true);
  }
});

test('what a browser adds to its answer is of no matter', async (t) => {
  const { addTo, answer, send } = await testPasskeys(t);
  const device = phone();
  await addTo('ada', device);
  const said: Fields = JSON.parse((await answer(device)).response);
  const more = {
    ...said,
    authenticatorAttachment: null,
    clientExtensionResults: undefined,
    more: { of: 'it' },
  };
  assert.equal((await send({ ...ask, response: JSON.stringify(more) })).ok, true);
});
