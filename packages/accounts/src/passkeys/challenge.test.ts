import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testAccounts } from '../testing.ts';
import { type Ceremony, newChallenge, readChallenge } from './challenge.ts';
import { ask } from './test-passkeys.ts';

const signed = (challenge: string) => Buffer.from(challenge).toString('base64url');

test('no two questions are the same', async (t) => {
  const { accounts } = await testAccounts(t);
  const challenges = Array.from({ length: 10_000 }, () => newChallenge(accounts, ask, ['log-in']));
  assert.equal(new Set(challenges).size, challenges.length);
  assert.match(challenges[0] ?? '', /^\d{13}\.[\w-]{22}\.[\w-]{43}$/);
});

test('a question is for one purpose, one person and one browser, whatever stands in their ids', async (t) => {
  const { accounts } = await testAccounts(t);
  const ceremonies: readonly Ceremony[] = [
    ['log-in'],
    ['second-factor', ''],
    ['second-factor', 'ada'],
    ['second-factor', 'bob'],
    ['second-factor', 'ada","b'],
    ['new', 'ada'],
  ];
  const bindings = ['', 'b', 'ada', '"b', '","b'];
  const places = ceremonies.flatMap((ceremony) => bindings.map((binding) => ({ ceremony, binding })));
  for (const asked of places) {
    const challenge = signed(newChallenge(accounts, { ...ask, binding: asked.binding }, asked.ceremony));
    const good = places.filter((answered) => readChallenge(accounts, challenge, answered) !== undefined);
    assert.deepEqual(good, [asked]);
  }
});

test('its end, its number and its proof are all signed, and nothing may stand beside them', async (t) => {
  const { accounts } = await testAccounts(t);
  const challenge = newChallenge(accounts, ask, ['log-in']);
  const read = (text: string) =>
    readChallenge(accounts, signed(text), { binding: ask.binding, ceremony: ['log-in'] });
  const [end = '', nonce = '', mac = ''] = challenge.split('.');
  const others = [
    `${Number(end) + 1}.${nonce}.${mac}`,
    `0${end}.${nonce}.${mac}`.slice(0, -1),
    `${end}.${'A'.repeat(22)}.${mac}`,
    `${end}.${nonce}.${'A'.repeat(43)}`,
    `${end}.${nonce}.`,
    `${end}.${nonce}`,
    `${challenge} `,
    `${challenge}\n`,
    ` ${challenge}`,
    challenge.repeat(2),
    '',
    '..',
    `NaN.${nonce}.${mac}`,
  ];
  for (const other of others) assert.equal(read(other), undefined, other);
  assert.notEqual(read(challenge), undefined);
});
