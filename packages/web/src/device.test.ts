import assert from 'node:assert/strict';
import { describe, it, test } from 'node:test';
import { deviceIn } from './device.ts';
import { notices as english } from './messages/english/notices.ts';
import { notices as german } from './messages/german/notices.ts';

const webKit = 'AppleWebKit/537.36 (KHTML, like Gecko)';
const apple = 'AppleWebKit/605.1.15 (KHTML, like Gecko)';
const windows = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64)';
const mac = 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)';
const iPhone = 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X)';
const iPad = 'Mozilla/5.0 (iPad; CPU OS 17_7 like Mac OS X)';
const android = 'Mozilla/5.0 (Linux; Android 10; K)';
const linux = 'Mozilla/5.0 (X11; Linux x86_64)';

describe('A browser in words', () => {
  const cases: readonly (readonly [agent: string, words: string])[] = [
    ['Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0', 'Firefox on Linux'],
    [
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0',
      'Firefox on Windows',
    ],
    [
      'Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:140.0) Gecko/20100101 Firefox/140.0',
      'Firefox on macOS',
    ],
    ['Mozilla/5.0 (Android 15; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0', 'Firefox on Android'],
    [`${iPhone} ${apple} FxiOS/140.0 Mobile/15E148 Safari/605.1.15`, 'Firefox on iPhone'],
    [`${windows} ${webKit} Chrome/138.0.0.0 Safari/537.36`, 'Chrome on Windows'],
    [`${mac} ${webKit} Chrome/138.0.0.0 Safari/537.36`, 'Chrome on macOS'],
    [`${linux} ${webKit} HeadlessChrome/138.0.0.0 Safari/537.36`, 'Chrome on Linux'],
    [`${android} ${webKit} Chrome/138.0.0.0 Mobile Safari/537.36`, 'Chrome on Android'],
    [`${iPad} ${apple} CriOS/138.0.7204.53 Mobile/15E148 Safari/604.1`, 'Chrome on iPad'],
    [
      `Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) ${webKit} Chrome/138.0.0.0 Safari/537.36`,
      'Chrome on ChromeOS',
    ],
    [`${mac} ${apple} Version/18.5 Safari/605.1.15`, 'Safari on macOS'],
    [`${iPhone} ${apple} Version/18.5 Mobile/15E148 Safari/604.1`, 'Safari on iPhone'],
    [`${iPad} ${apple} Version/17.7 Mobile/15E148 Safari/604.1`, 'Safari on iPad'],
    [`${windows} ${webKit} Chrome/138.0.0.0 Safari/537.36 Edg/138.0.0.0`, 'Edge on Windows'],
    [`${android} ${webKit} Chrome/138.0.0.0 Mobile Safari/537.36 EdgA/138.0.0.0`, 'Edge on Android'],
    [`${iPhone} ${apple} Version/18.0 EdgiOS/138.0.3351.65 Mobile/15E148 Safari/605.1.15`, 'Edge on iPhone'],
    [`${windows} ${webKit} Chrome/64.0.3282.140 Safari/537.36 Edge/18.17763`, 'Edge on Windows'],
    [`${windows} ${webKit} Chrome/138.0.0.0 Safari/537.36 OPR/120.0.0.0`, 'Opera on Windows'],
    [`${iPhone} ${apple} Version/18.5 Mobile/15E148 Safari/604.1 OPT/5.5.0`, 'Opera on iPhone'],
    [
      `${android} ${webKit} SamsungBrowser/28.0 Chrome/130.0.0.0 Mobile Safari/537.36`,
      'Samsung Internet on Android',
    ],
    ['curl/8.14.1', 'curl'],
    [`${iPhone} ${apple} Mobile/15E148`, 'Unknown browser on iPhone'],
    [`${linux} ${apple} Version/18.0 Safari/605.1.15`, 'Unknown browser on Linux'],
    ['python-requests/2.32.4', 'Unknown browser'],
    ['', 'Unknown browser'],
  ];
  for (const [agent, words] of cases) {
    it(`${words}: ${agent}`, () => assert.equal(deviceIn(english, agent), words));
  }

  it('is unknown where none was sent', () => {
    assert.equal(deviceIn(english, undefined), 'Unknown browser');
  });

  it('is said in the language of the page', () => {
    assert.equal(deviceIn(german, `${linux} Gecko/20100101 Firefox/140.0`), 'Firefox auf Linux');
    assert.equal(deviceIn(german, linux), 'Unbekannter Browser auf Linux');
    assert.equal(deviceIn(german, 'x'), 'Unbekannter Browser');
  });
});

test('nothing of what a browser sends turns up in its name', () => {
  const evil = '<img src=x onerror=alert(1)> http://evil.test\r\nBcc: a@evil.test \u202e';
  assert.equal(deviceIn(english, evil), 'Unknown browser');
  assert.equal(deviceIn(english, `Firefox/${evil} Linux`), 'Firefox on Linux');
});

test('a name of any length is read in no time', () => {
  const long = `(Macintosh ${' Version/'.repeat(1_000_000)}`;
  assert.equal(deviceIn(english, long), 'Unknown browser on macOS');
});
