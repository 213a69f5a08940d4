import { createClientAddress } from '@latchkey/session/client-address';
import { shippedLanguages } from '@latchkey/web/languages';
import * as v from 'valibot';
import { codeOf } from '../error-code.ts';
import { isHost } from './host.ts';
import { type MailFrom, parseMailFrom } from './mail-from.ts';
import { parseSmtpUrl, SmtpUrl } from './smtp-url.ts';

/**
 * Every setting: how its text is read, and the sentence that refuses it. A default is the text that stands where the
 * environment names nothing; docs/settings.md is held against this table by a test.
 */
export const schema = v.object({
  NODE_ENV: v.optional(
    choice('NODE_ENV', ['production', 'development', 'test'], (it) =>
      it === 'production' ? it : 'development',
    ),
    'development',
  ),
  SECRET_KEY: v.optional(v.string()),
  DATABASE_URL: v.optional(databaseUrl(), 'sqlite:data/latchkey.db'),
  BASE_URL: v.optional(baseUrl()),
  HOST: v.optional(host(), 'loopback'),
  PORT: v.optional(wholeNumber('PORT', { least: 0, most: 65_535 }), '5000'),
  TRUSTED_PROXIES: v.optional(trustedProxies(), ''),
  LIMITS: v.optional(onOrOff('LIMITS'), 'on'),
  SMTP_URL: v.optional(smtpUrl()),
  MAIL_FROM: v.optional(mailFrom()),
  MAIL: v.optional(
    v.literal(
      'outbox',
      'MAIL must be outbox, which shows mails at /dev/mail in development. SMTP_URL is what sends them.',
    ),
  ),
  VERIFICATION: v.optional(
    choice('VERIFICATION', ['off', 'banner', 'required'], (it) => it),
    'required',
  ),
  LATCHKEY_SITE_NAME: v.optional(siteName(), 'Latchkey'),
  LATCHKEY_SIGN_UP_LOGS_IN: v.optional(onOrOff('LATCHKEY_SIGN_UP_LOGS_IN'), 'off'),
  LATCHKEY_MAGIC_LINK: v.optional(onOrOff('LATCHKEY_MAGIC_LINK'), 'off'),
  LATCHKEY_NOTICES: v.optional(onOrOff('LATCHKEY_NOTICES'), 'on'),
  LATCHKEY_LANGUAGE: v.optional(
    choice('LATCHKEY_LANGUAGE', shippedLanguages, (it) => it),
    'en',
  ),
  LATCHKEY_PASSWORD_MINIMUM: v.optional(
    wholeNumber('LATCHKEY_PASSWORD_MINIMUM', { least: 8, most: 64 }),
    '8',
  ),
  LATCHKEY_PASSWORD_NEEDS_UPPER_CASE: v.optional(onOrOff('LATCHKEY_PASSWORD_NEEDS_UPPER_CASE'), 'off'),
  LATCHKEY_PASSWORD_NEEDS_DIGIT: v.optional(onOrOff('LATCHKEY_PASSWORD_NEEDS_DIGIT'), 'off'),
  LATCHKEY_SECOND_FACTOR: v.optional(
    choice('LATCHKEY_SECOND_FACTOR', ['optional', 'required'], (it) => it),
    'optional',
  ),
  LATCHKEY_TOTP_STEPS_BACK: v.optional(
    choice('LATCHKEY_TOTP_STEPS_BACK', ['0', '1', '2'], (it) => stepsBack[it]),
    '1',
  ),
  LATCHKEY_LOG_LEVEL: v.optional(
    choice('LATCHKEY_LOG_LEVEL', ['debug', 'info', 'warn', 'error'], (it) => it),
    'info',
  ),
});

export type ParsedSettings = v.InferOutput<typeof schema>;

export const settingNames: readonly string[] = Object.keys(schema.entries);

/** Names that stop the start, because what they ask for is not there yet. */
export const notSupported: Readonly<Record<string, string>> = {
  REDIS_URL: 'REDIS_URL is not supported yet: limits are counted in the database. Remove it.',
};

const stepsBack = { '0': 0, '1': 1, '2': 2 } as const;

/** One of a few words. */
function choice<const Words extends readonly string[], Value>(
  name: string,
  words: Words,
  read: (word: Words[number]) => Value,
) {
  return v.pipe(v.picklist(words, `${name} must be ${inWords(words)}.`), v.transform(read));
}

function onOrOff(name: string) {
  return choice(name, ['on', 'off'], (word) => word === 'on');
}

function wholeNumber(name: string, { least, most }: { least: number; most: number }) {
  const sentence = `${name} must be a whole number from ${least} to ${most}.`;
  return v.pipe(
    v.string(),
    v.regex(/^\d{1,9}$/, sentence),
    v.transform(Number),
    v.minValue(least, sentence),
    v.maxValue(most, sentence),
  );
}

function databaseUrl() {
  return v.pipe(
    v.string(),
    v.check(
      (url) => !/^(?:postgres|postgresql|mysql|mariadb):/i.test(url),
      (issue) =>
        `DATABASE_URL: ${issue.input.split(':')[0]} is not supported yet. Use sqlite:data/latchkey.db, or leave it out.`,
    ),
    v.regex(
      /^sqlite:(?!\/\/|:)[^?#\0]*[^?#\0/]$/,
      'DATABASE_URL must be sqlite: and the path of a file, like sqlite:data/latchkey.db.',
    ),
  );
}

/** An origin, without a slash at its end: links are made from it, and cookies are named after its scheme. */
function baseUrl() {
  return v.pipe(
    v.string(),
    v.check(
      (text) => /^https?:\/\//i.test(text) && URL.canParse(text),
      'BASE_URL must be the address people open, like https://login.example.com.',
    ),
    v.transform((text) => new URL(text)),
    v.check(
      (url) => url.href === `${url.origin}/`,
      'BASE_URL must end after the host and port: no user name, path, query or fragment.',
    ),
    v.transform((url) => url.origin),
  );
}

function host() {
  return v.pipe(
    v.string(),
    v.check(isHost, 'HOST must be loopback, an address like 0.0.0.0 or ::, or a host name, without a port.'),
    v.transform((text) => (text.toLowerCase() === 'localhost' ? 'loopback' : text)),
  );
}

function trustedProxies() {
  return v.pipe(
    v.string(),
    v.check(
      isListOfProxies,
      'TRUSTED_PROXIES must be addresses or CIDRs separated by commas, loopback, private, or a number of hops.',
    ),
  );
}

function isListOfProxies(text: string): boolean {
  try {
    createClientAddress(text);
    return true;
  } catch (error) {
    if (codeOf(error) === 'trusted-proxies-invalid') return false;
    throw error;
  }
}

/** The sentence repeats nothing of what was given: it holds a password. */
function smtpUrl() {
  return v.pipe(
    v.string(),
    v.transform(parseSmtpUrl),
    v.custom<SmtpUrl>(
      (url) => url instanceof SmtpUrl,
      'SMTP_URL must be smtp:// or smtps:// and a host, like smtps://user:password@smtp.example.com:465, ' +
        'with user and password or neither; special characters in them are written as %XX.',
    ),
  );
}

function mailFrom() {
  return v.pipe(
    v.string(),
    v.transform(parseMailFrom),
    v.custom<MailFrom>(
      (from) => from !== undefined,
      'MAIL_FROM must be an address, or Name <address>, like Example <login@example.com>.',
    ),
  );
}

function siteName() {
  return v.pipe(
    v.string(),
    v.trim(),
    v.regex(
      /^[^\p{C}]{1,60}$/u,
      'LATCHKEY_SITE_NAME must be 1 to 60 characters, without control characters.',
    ),
  );
}

function inWords(words: readonly string[]): string {
  return `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
}
