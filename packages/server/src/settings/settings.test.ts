import assert from 'node:assert/strict';
import { test } from 'node:test';
import { makeKey } from './make-key.ts';
import { type Environment, parseEnvironment } from './settings.ts';

function problemsOf(environment: Environment): readonly string[] {
  const parsed = parseEnvironment(environment);
  return parsed.ok ? [] : parsed.problems;
}

function settingsOf(environment: Environment) {
  const parsed = parseEnvironment(environment);
  assert.ok(parsed.ok, problemsOf(environment).join(' '));
  return parsed.settings;
}

function refused(environment: Environment, sentence: RegExp): void {
  const problems = problemsOf(environment);
  assert.equal(problems.length, 1, `one sentence, not: ${problems.join(' | ')}`);
  assert.match(problems[0] ?? '', sentence);
}

const production = { NODE_ENV: 'production', SECRET_KEY: makeKey(), BASE_URL: 'https://login.example.com' };

test('without any setting it is a development server on loopback, port 5000', () => {
  const settings = settingsOf({});
  assert.equal(settings.mode, 'development');
  assert.equal(settings.host, 'loopback');
  assert.equal(settings.port, 5000);
  assert.equal(settings.databaseUrl, 'sqlite:data/latchkey.db');
  assert.equal(settings.limits, 'on');
  assert.equal(settings.keys, undefined);
});

test('an empty value counts as absent', () => {
  assert.equal(settingsOf({ PORT: '', BASE_URL: ' ', SECRET_KEY: '' }).port, 5000);
});

test('production with a key and an https address is accepted', () => {
  const settings = settingsOf(production);
  assert.equal(settings.mode, 'production');
  assert.equal(settings.baseUrl, 'https://login.example.com');
});

test('production without a secret key is refused', () => {
  refused({ ...production, SECRET_KEY: undefined }, /^SECRET_KEY is missing: production needs one/);
});

test('production with a weak secret key is refused', () => {
  refused({ ...production, SECRET_KEY: 'A'.repeat(43) }, /^SECRET_KEY is too easy to guess/);
});

test('production without a base URL is refused', () => {
  refused({ ...production, BASE_URL: undefined }, /^BASE_URL is missing/);
});

test('production with a plain-http base URL is refused, in capitals too', () => {
  refused({ ...production, BASE_URL: 'http://login.example.com' }, /^BASE_URL is plain http/);
  refused({ ...production, BASE_URL: 'HTTP://login.example.com' }, /^BASE_URL is plain http/);
});

test('production with the limits off is refused', () => {
  refused({ ...production, LIMITS: 'off' }, /^LIMITS is off/);
});

test('everything that is wrong is said at once', () => {
  const problems = problemsOf({
    NODE_ENV: 'production',
    LIMITS: 'off',
    PORT: 'http',
    SMTP_URL: 'http://mail',
    MAIL_FROM: 'login@example.com',
  });
  for (const name of ['SECRET_KEY', 'BASE_URL', 'LIMITS', 'PORT', 'SMTP_URL']) {
    assert.equal(problems.filter((problem) => problem.startsWith(name)).length, 1, name);
  }
});

test('a misspelt NODE_ENV is refused, for it would start a development server', () => {
  refused({ NODE_ENV: 'prod' }, /^NODE_ENV must be production, development or test\.$/);
});

test('a port outside 0 to 65535 is refused', () => {
  assert.equal(settingsOf({ PORT: '0' }).port, 0);
  for (const PORT of ['65536', '-1', '5000.5', '0x50', '9999999999']) refused({ PORT }, /^PORT must be/);
});

test('PostgreSQL and MySQL stop the start with a sentence', () => {
  for (const scheme of ['postgres', 'postgresql', 'mysql', 'mariadb']) {
    refused(
      { DATABASE_URL: `${scheme}://me:canary@db/x` },
      new RegExp(`^DATABASE_URL: ${scheme} is not supported yet`),
    );
  }
  assert.ok(!problemsOf({ DATABASE_URL: 'postgres://me:canary@db/x' }).join().includes('canary'));
});

test('a database that is no file is refused', () => {
  for (const DATABASE_URL of [
    'data/latchkey.db',
    'sqlite:',
    'sqlite::memory:',
    'sqlite:///data/latchkey.db',
  ]) {
    refused({ DATABASE_URL }, /^DATABASE_URL must be sqlite:/);
  }
});

test('a base URL with more than an origin, or another scheme, is refused', () => {
  const refusals = [
    'https://x.example/auth',
    'https://x.example/?a',
    'https://me:pw@x.example',
    'ftp://x.example',
    'x.example',
  ];
  for (const BASE_URL of refusals) refused({ BASE_URL }, /^BASE_URL must/);
  assert.equal(settingsOf({ BASE_URL: 'http://Localhost:5000/' }).baseUrl, 'http://localhost:5000');
});

test('a host with a port or a scheme is refused', () => {
  for (const HOST of ['0.0.0.0:80', 'http://localhost', 'a b', '-x']) refused({ HOST }, /^HOST must be/);
  for (const HOST of ['0.0.0.0', '::', 'login.internal']) assert.equal(settingsOf({ HOST }).host, HOST);
  assert.equal(settingsOf({ HOST: 'localhost' }).host, 'loopback');
});

test('trusted proxies that are no addresses are refused', () => {
  refused({ TRUSTED_PROXIES: 'nginx' }, /^TRUSTED_PROXIES must be/);
  refused({ TRUSTED_PROXIES: '10.0.0.0/33' }, /^TRUSTED_PROXIES must be/);
  assert.equal(
    settingsOf({ TRUSTED_PROXIES: 'loopback, 10.0.0.0/8' }).trustedProxies,
    'loopback, 10.0.0.0/8',
  );
});

test('a switch takes on or off and nothing else', () => {
  assert.equal(settingsOf({ LATCHKEY_SIGN_UP_LOGS_IN: 'on' }).signUpLogsIn, true);
  refused({ LATCHKEY_SIGN_UP_LOGS_IN: 'yes' }, /^LATCHKEY_SIGN_UP_LOGS_IN must be on or off\.$/);
  refused({ LIMITS: 'false' }, /^LIMITS must be on or off\.$/);
});

test('a shortest password below 8 or above 64 is refused', () => {
  assert.equal(settingsOf({ LATCHKEY_PASSWORD_MINIMUM: '15' }).passwordMinimum, 15);
  for (const LATCHKEY_PASSWORD_MINIMUM of ['7', '65', 'long']) {
    refused({ LATCHKEY_PASSWORD_MINIMUM }, /^LATCHKEY_PASSWORD_MINIMUM must be a whole number from 8 to 64/);
  }
});

test('a second factor is optional, and a code may be one step late, unless the settings say otherwise', () => {
  const { secondFactor, totpStepsBack } = settingsOf({});
  assert.deepEqual([secondFactor, totpStepsBack], ['optional', 1]);
  assert.equal(settingsOf({ LATCHKEY_SECOND_FACTOR: 'required' }).secondFactor, 'required');
  for (const steps of [0, 1, 2]) {
    assert.equal(settingsOf({ LATCHKEY_TOTP_STEPS_BACK: `${steps}` }).totpStepsBack, steps);
  }
});

test('a misspelt policy is refused, for it would let people in with a password alone', () => {
  const sentence = /^LATCHKEY_SECOND_FACTOR must be optional or required\.$/;
  for (const word of ['on', 'Required', 'require', 'true'])
    refused({ LATCHKEY_SECOND_FACTOR: word }, sentence);
  refused({ LATCHKEY_SECOND_FACTORS: 'required' }, /Did you mean LATCHKEY_SECOND_FACTOR\?$/);
  for (const steps of ['3', '-1', '1.0', '01']) {
    refused({ LATCHKEY_TOTP_STEPS_BACK: steps }, /^LATCHKEY_TOTP_STEPS_BACK must be 0, 1 or 2\.$/);
  }
});

test('a site name with control characters is refused', () => {
  assert.equal(settingsOf({ LATCHKEY_SITE_NAME: 'Grüße & Co' }).siteName, 'Grüße & Co');
  refused({ LATCHKEY_SITE_NAME: 'a\u202eb' }, /^LATCHKEY_SITE_NAME must be/);
});

test('a log level that does not exist is refused', () => {
  refused({ LATCHKEY_LOG_LEVEL: 'loud' }, /^LATCHKEY_LOG_LEVEL must be debug, info, warn or error\.$/);
});

test('Redis stops the start until it is supported', () => {
  refused({ REDIS_URL: 'redis://localhost' }, /^REDIS_URL is not supported yet/);
});

test('the mailbox that a login shell names in MAIL does not count', () => {
  assert.deepEqual(problemsOf({ MAIL: '/var/mail/ada' }), []);
});

test('a misspelt name of ours stops the start, with the nearest one', () => {
  refused(
    { LATCHKEY_SITENAME: 'x' },
    /^LATCHKEY_SITENAME is no setting\. Did you mean LATCHKEY_SITE_NAME\?$/,
  );
  refused({ LATCHKEY_SECRET_KEY: 'x' }, /Did you mean SECRET_KEY\?$/);
  refused({ LATCHKEY_TELEPORT_RANGE: 'x' }, /^LATCHKEY_TELEPORT_RANGE is no setting\.$/);
});

test("other people's variables are left alone", () => {
  assert.deepEqual(problemsOf({ PATH: '/bin', MAILTO: 'x', constructor: 'x' }), []);
});
