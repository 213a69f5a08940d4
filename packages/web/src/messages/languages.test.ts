import assert from 'node:assert/strict';
import { describe, it, test } from 'node:test';
import { chooseLanguage } from './languages.ts';

const offered = { languages: ['en', 'de'], fallback: 'en' };

test('the language of the account wins over that of the browser, if the site has it', () => {
  assert.equal(chooseLanguage({ account: 'de', accept: 'en' }, offered), 'de');
  for (const account of ['fr', '', 'DE', 'toString']) {
    assert.equal(chooseLanguage({ account, accept: 'de' }, offered), 'de');
    assert.equal(chooseLanguage({ account, accept: null }, offered), 'en');
  }
});

describe('Accept-Language', () => {
  const cases: readonly (readonly [accept: string | null, language: string])[] = [
    [null, 'en'],
    ['', 'en'],
    ['de', 'de'],
    ['DE', 'de'],
    ['de-AT', 'de'],
    ['de-Latn-AT-1996', 'de'],
    ['de-DE,de;q=0.9,en-US;q=0.8,en;q=0.7', 'de'],
    ['en-US,en;q=0.9,de;q=0.8', 'en'],
    ['en-GB,de;q=0.9,en;q=0.8', 'en'],
    ['fr-CH, fr;q=0.9, de;q=0.7, en;q=0.6', 'de'],
    ['en;q=0.5, de;q=0.8', 'de'],
    ['de ; q=0.9 , fr', 'de'],
    ['fr, it', 'en'],
    ['*', 'en'],
    ['fr, *;q=0.5', 'en'],
    ['*, en;q=0.5', 'de'],
    ['en;q=0, *', 'de'],
    ['en;q=0, fr', 'en'],
    ['de;q=0', 'en'],
    ['*;q=0', 'en'],
    ['de;q=0.000, en;q=0.001', 'en'],
    ['deu', 'en'],
    ['d', 'en'],
  ];
  for (const [accept, language] of cases) {
    it(`${accept ?? 'that is not sent'} gives ${language}`, () => {
      assert.equal(chooseLanguage({ account: undefined, accept }, offered), language);
    });
  }

  it('serves somebody who wants any Portuguese with the one there is', () => {
    const languages = { languages: ['en', 'pt-BR'], fallback: 'en' };
    assert.equal(chooseLanguage({ account: undefined, accept: 'pt' }, languages), 'pt-BR');
    assert.equal(chooseLanguage({ account: undefined, accept: 'pt-br' }, languages), 'pt-BR');
    assert.equal(chooseLanguage({ account: undefined, accept: 'pt;q=0, *' }, languages), 'en');
  });

  it('that is nonsense gives the language of the site', () => {
    for (const accept of ['de;q=2', 'de;q=x', 'de;;q=1', '-de', 'de_AT', ',,,', 'de;level=1', '\0', '**']) {
      assert.equal(chooseLanguage({ account: undefined, accept }, offered), 'en', accept);
    }
  });

  it('is read for its first 20 ranges, however many there are', () => {
    const after = (ranges: number) => `${'fr,'.repeat(ranges)}de`;
    assert.equal(chooseLanguage({ account: undefined, accept: after(19) }, offered), 'de');
    assert.equal(chooseLanguage({ account: undefined, accept: after(20) }, offered), 'en');
    assert.equal(chooseLanguage({ account: undefined, accept: 'fr-'.repeat(1_000_000) }, offered), 'en');
  });
});
