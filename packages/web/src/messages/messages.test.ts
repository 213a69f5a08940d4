import assert from 'node:assert/strict';
import { test } from 'node:test';
import { english as texts } from './english.ts';
import { createCatalogues, faultText, flashText, type Messages, type OwnMessages } from './messages.ts';

function english(own: OwnMessages = {}): Messages {
  const text = createCatalogues(own).get('en');
  assert.ok(text !== undefined);
  return text;
}

test('an own text takes the place of the English one', () => {
  const text = english({ en: { 'nav.home': 'Start', 'nav.hello': ({ name }) => `Hallo ${name}` } });
  assert.equal(text['nav.home'], 'Start');
  assert.equal(text['nav.hello']({ name: 'ada' }), 'Hallo ada');
  assert.equal(text['nav.log-in'], 'Log in');
});

test('a text under an id that is not there, or of the wrong kind, fails when the app is built', () => {
  const wrong = (own: object) => () => createCatalogues({ en: own });
  assert.throws(wrong({ 'nav.hom': 'Start' }), { code: 'message-unknown' });
  assert.throws(wrong({ toString: 'x' }), { code: 'message-unknown' });
  assert.throws(wrong({ 'nav.hello': 'Hello' }), { code: 'message-invalid' });
});

test('a flash message is an id whose name is filled in when it is shown, or a text of the application', () => {
  const text = english();
  assert.equal(flashText(text, 'flash.welcome-back', { name: 'ada' }), 'Welcome back, ada!');
  assert.equal(flashText(text, 'flash.welcome-back', {}), undefined);
  assert.equal(flashText(text, 'flash.logged-out', {}), 'You have been logged out successfully.');
  for (const own of ['Your order has been sent.', 'flash.unknown', 'nav.home', 'constructor']) {
    assert.equal(flashText(text, own, {}), own);
  }
});

test('a fault without a sentence of its own still gets one', () => {
  const text = english();
  assert.equal(
    faultText(text, { field: 'password', reason: 'too-short', values: { minimum: 15 } }),
    'Password must be at least 15 characters long.',
  );
  assert.equal(faultText(text, { field: 'username', reason: 'same-as-before' }), 'Please check this field.');
});

test('the time to wait is rounded up, in words', () => {
  const wait = (retryAfterSeconds: number) =>
    texts['error.429.text']({ retryAfterSeconds }).split('try again ')[1];
  assert.deepEqual([0, 1, 59, 60, 61, 120, 3599, 3600, 7201].map(wait), [
    'in 1 second.',
    'in 1 second.',
    'in 59 seconds.',
    'in 1 minute.',
    'in 2 minutes.',
    'in 2 minutes.',
    'in 60 minutes.',
    'in 1 hour.',
    'in 3 hours.',
  ]);
});
