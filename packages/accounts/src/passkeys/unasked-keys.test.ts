import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { test } from 'node:test';
import { type Cbor, cbor } from '../testing/cbor.ts';
import { addPasskey } from './add-passkey.ts';
import { askForOwnPasskey, askForPasskey } from './ask.ts';
import { ask, client, phone, testPasskeys } from './test-passkeys.ts';

const bytes = (text = '') => Buffer.from(text, 'base64url');

/** A key on this curve, as COSE says it, with the number of an algorithm. */
function pointOn(namedCurve: string, curve: number, algorithm: number): Map<number, Cbor> {
  const { x, y } = generateKeyPairSync('ec', { namedCurve }).publicKey.export({ format: 'jwk' });
  return new Map<number, Cbor>([
    [1, 2],
    [3, algorithm],
    [-1, curve],
    [-2, bytes(x)],
    [-3, bytes(y)],
  ]);
}

/** What was never asked for, and what is not what it says. */
const keys: Readonly<Record<string, Map<number, Cbor>>> = {
  'of another curve': pointOn('P-384', 2, -35),
  'of one for coins': pointOn('secp256k1', 8, -47),
  'on another curve than it says': pointOn('P-384', 1, -7),
  'of an algorithm that has no number': pointOn('P-256', 1, 0),
  'of RSA with SHA-1, which is none': pointOn('P-256', 1, -65_535),
  'that both sides would know': new Map<number, Cbor>([
    [1, 4],
    [3, 5],
    [-1, Buffer.alloc(32, 7)],
  ]),
  'without a point': new Map<number, Cbor>([
    [1, 2],
    [3, -7],
    [-1, 1],
  ]),
};

test('a key of a kind that nobody asked for is no passkey', async (t) => {
  const { accounts, inSession, newAnswer, rows, user } = await testPasskeys(t);
  const enrolling = await inSession(await user('ada'));
  const { response: good } = await newAnswer(enrolling.user, phone());
  const said = JSON.parse(good);
  const data = bytes(said.response.authenticatorData);
  const beforeKey = data.subarray(0, 55 + data.readUInt16BE(53));
  const add = (response: string) => addPasskey(accounts, { enrolling, answer: { ...ask, response } }, client);
  for (const [what, key] of Object.entries(keys)) {
    const attestation = new Map<string, Cbor>([
      ['fmt', 'none'],
      ['attStmt', new Map()],
      ['authData', Buffer.concat([beforeKey, cbor(key)])],
    ]);
    const attestationObject = cbor(attestation).toString('base64url');
    const sent = { ...said, response: { ...said.response, attestationObject } };
    assert.deepEqual(await add(JSON.stringify(sent)), { ok: false, reason: 'wrong' }, what);
  }
  assert.deepEqual(await rows(), []);
  assert.ok((await add(good)).ok);
});

test('to ask for a passkey writes nothing, however often: the log-in page is open to everybody', async (t) => {
  const { accounts, database, addTo, user } = await testPasskeys(t);
  await addTo('ada', phone());
  const changes = async () => {
    const tables = ['spent_challenges', 'passkeys', 'audit', 'limits'] as const;
    return await Promise.all(tables.map((table) => database.kysely.selectFrom(table).selectAll().execute()));
  };
  const before = await changes();
  for (let time = 0; time < 50; time += 1) {
    askForPasskey(accounts, ask);
    await askForOwnPasskey(accounts, { ...ask, user: await user('ada') });
  }
  assert.deepEqual(await changes(), before);
});
