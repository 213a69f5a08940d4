import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { testClock, testKeyring } from '../testing.ts';
import { browserAfterLogIn, browserKnownTo } from './known-browser.ts';

const ada = { id: 'ada', credentialsVersion: 1 };
const day = 86_400_000;

function newHouse() {
  return { keyring: testKeyring(), clock: testClock(), random: randomBytes };
}

test('after a log-in the browser is known to that account, and to no other', () => {
  const house = newHouse();
  const cookie = browserAfterLogIn(house, undefined, ada);
  assert.match(browserKnownTo(house, cookie, ada) ?? '', /^[\w-]{22}$/);
  assert.equal(browserKnownTo(house, cookie, { id: 'bob', credentialsVersion: 1 }), undefined);
  assert.equal(browserKnownTo(house, cookie, undefined), undefined);
});

test('two browsers are two', () => {
  const house = newHouse();
  const [one, other] = [browserAfterLogIn(house, undefined, ada), browserAfterLogIn(house, undefined, ada)];
  assert.notEqual(browserKnownTo(house, one, ada), browserKnownTo(house, other, ada));
});

test('a browser is known for 180 days from the last log-in', () => {
  const house = newHouse();
  const cookie = browserAfterLogIn(house, undefined, ada);
  house.clock.advance(180 * day - 1);
  assert.ok(browserKnownTo(house, cookie, ada));
  const renewed = browserAfterLogIn(house, cookie, ada);
  house.clock.advance(1);
  assert.equal(browserKnownTo(house, cookie, ada), undefined);
  assert.ok(browserKnownTo(house, renewed, ada));
});

test('a changed password makes every browser a stranger', () => {
  const house = newHouse();
  const cookie = browserAfterLogIn(house, undefined, ada);
  const changed = { ...ada, credentialsVersion: 2 };
  assert.equal(browserKnownTo(house, cookie, changed), undefined);
  const again = browserAfterLogIn(house, cookie, changed);
  assert.ok(browserKnownTo(house, again, changed));
});

test('a browser remembers five accounts, the newest; logging in again takes no second place', () => {
  const house = newHouse();
  const people = Array.from({ length: 6 }, (_, index) => ({ id: `person ${index}`, credentialsVersion: 1 }));
  let cookie: string | undefined;
  for (const person of people) cookie = browserAfterLogIn(house, cookie, person);
  cookie = browserAfterLogIn(house, cookie, { id: 'person 3', credentialsVersion: 1 });
  const known = people.map((person) => browserKnownTo(house, cookie, person) !== undefined);
  assert.deepEqual(known, [false, true, true, true, true, true]);
  assert.ok(cookie && cookie.length <= 22 + 5 * 60);
  assert.match(cookie, /^[\w.-]+$/, 'and the value needs no quoting in a cookie');
});

test('a cookie for another browser id, another time or another key proves nothing', () => {
  const house = newHouse();
  const cookie = browserAfterLogIn(house, undefined, ada);
  const [id = '', issued = '', mac = ''] = cookie.split('.');
  const stranger = { ...house, keyring: { ...house.keyring, verify: () => false } };
  for (const forged of [`${'A'.repeat(22)}.${issued}.${mac}`, `${id}.${Number(issued) + 1}.${mac}`]) {
    assert.equal(browserKnownTo(house, forged, ada), undefined);
  }
  assert.equal(browserKnownTo(stranger, cookie, ada), undefined);
});

test('damaged values count as absent, however long', () => {
  const house = newHouse();
  const cookie = browserAfterLogIn(house, undefined, ada);
  const damaged = [
    '',
    '.',
    cookie.slice(0, -1),
    `${cookie}.`,
    `${cookie}é`,
    `${cookie}\0`,
    cookie.replace('.', ';'),
    cookie.repeat(1000),
    `${cookie}${'.1.'.concat('A'.repeat(43)).repeat(5)}`,
  ];
  for (const value of damaged) {
    assert.equal(browserKnownTo(house, value, ada), undefined, value.slice(0, 80));
    assert.ok(browserKnownTo(house, browserAfterLogIn(house, value, ada), ada));
  }
});
