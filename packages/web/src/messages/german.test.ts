import assert from 'node:assert/strict';
import { describe, it, test } from 'node:test';
import { english } from './english.ts';
import { german } from './german.ts';
import type { MessageId } from './messages.ts';

// Proof: `english` is a record of exactly these.
const ids = Object.keys(english) as MessageId[];

/** The same word in both. */
const sameInBoth: readonly string[] = ['mail.fact.browser', 'magic-link-open.code'];

describe('The two languages', () => {
  it('have the same texts, in the same order', () => {
    assert.deepEqual(Object.keys(german), ids);
  });

  for (const id of ids) {
    it(`say ${id}, each in its own words and with the same values`, () => {
      assert.equal(typeof german[id], typeof english[id]);
      for (const value of [1, 2, 90, 7200]) {
        const [inEnglish, inGerman] = [said(english[id], value), said(german[id], value)];
        for (const { text } of [inEnglish, inGerman]) {
          assert.match(text, /^\S(?:.*\S)?$/, 'one line without blanks around it');
          assert.doesNotMatch(text, / {2}|undefined|NaN|\[object/);
        }
        assert.deepEqual(inGerman.values, inEnglish.values);
        if (!/\p{L}/u.test(inEnglish.text)) continue;
        assert.equal(inGerman.text === inEnglish.text, sameInBoth.includes(id), inGerman.text);
      }
    });
  }
});

test('the German texts say „Sie“, and one word for each thing', () => {
  const refused: readonly (readonly [RegExp, string])[] = [
    [/\b(?:du|dich|dir|dein\w*)\b/i, 'Sie'],
    [/\b(?:log-?in|logg?en|einlogg\w*|eingelogg\w*|einwähl\w*)\b/i, 'anmelden'],
    [/\b(?:log-?out|auslogg\w*|ausgelogg\w*)\b/i, 'abmelden'],
    [/\b(?:accounts?|benutzerkont\w*)\b/i, 'Konto'],
    [/\bsessions?\b/i, 'Sitzung'],
    [/\b(?:user|usernames?|nutzernamen?)\b/i, 'Benutzername'],
    [/(?<!E[-\u2011])\bmails?\b|\bemails?\b/i, 'E-Mail'],
    [/\b(?:kennwor\w*|passwords?)\b/i, 'Passwort'],
    [/["'“](?=\w)|\w"/, '„…“'],
  ];
  for (const id of ids) {
    const { text } = said(german[id], 2);
    for (const [wrong, right] of refused) assert.doesNotMatch(text, wrong, `${id}: rather ${right}`);
  }
});

test('the time to wait is rounded up, in German words', () => {
  const wait = (retryAfterSeconds: number) =>
    /versuchen Sie es (.+) noch/.exec(german['error.429.text']({ retryAfterSeconds }))?.[1];
  assert.deepEqual([0, 1, 59, 60, 61, 3599, 3600, 7201].map(wait), [
    'in 1 Sekunde',
    'in 1 Sekunde',
    'in 59 Sekunden',
    'in 1 Minute',
    'in 2 Minuten',
    'in 60 Minuten',
    'in 1 Stunde',
    'in 3 Stunden',
  ]);
});

type Text = (typeof english)[MessageId] | (typeof german)[MessageId];

/** What a text says when all of its values are this one, and what it asked for. */
function said(text: Text, value: number): { text: string; values: string[] } {
  if (typeof text === 'string') return { text, values: [] };
  const values = new Set<string>();
  const get = (_all: object, name: string | symbol) => {
    values.add(String(name));
    return value;
  };
  // Proof: a text only writes its values down, or counts with them; a number will do for every one.
  const say = text as (all: object) => string;
  return { text: say(new Proxy({}, { get })), values: [...values].sort() };
}
