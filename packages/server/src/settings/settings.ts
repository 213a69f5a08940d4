import type { ShippedLanguage } from '@latchkey/web/languages';
import * as v from 'valibot';
import type { MailFrom } from './mail-from.ts';
import { nearestName } from './nearest-name.ts';
import { refusedMail } from './refused-mail.ts';
import { notSupported, type ParsedSettings, schema, settingNames } from './schema.ts';
import { parseSecretKeys, type SecretKeys } from './secret-key.ts';
import type { SmtpUrl } from './smtp-url.ts';

/** What a server is started with. */
export interface Settings {
  readonly mode: 'production' | 'development';
  readonly keys: SecretKeys;
  /** `sqlite:` and a path; a relative one starts at the working directory. */
  readonly databaseUrl: string;
  /** An origin without a slash at its end; always there, and https, in production. */
  readonly baseUrl: string | undefined;
  /** `loopback` (127.0.0.1 and ::1), an address or a host name. */
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
  /** As `createClientAddress` reads it; empty: none. */
  readonly trustedProxies: string;
  readonly limits: 'on' | 'off';
  /** Where mails go; `undefined`: there are none. */
  readonly mail: MailWay | undefined;
  /** Whether an address must be proven before its account is there; without mail it says nothing. */
  readonly verification: 'off' | 'banner' | 'required';
  /** Whether people may log in by a mailed link; false without mail. */
  readonly magicLink: boolean;
  /** Whether people get a mail about what happens to their account. */
  readonly notices: boolean;
  /** Of pages and mails, where neither the account nor the browser asks for one we have. */
  readonly language: ShippedLanguage;
  readonly siteName: string;
  readonly signUpLogsIn: boolean;
  /** In code points. */
  readonly passwordMinimum: number;
  readonly passwordNeedsUpperCase: boolean;
  readonly passwordNeedsDigit: boolean;
  /** Whether every account needs a second factor. */
  readonly secondFactor: 'optional' | 'required';
  /** How many steps of 30 s a code of an authenticator app may be late. */
  readonly totpStepsBack: 0 | 1 | 2;
  readonly logLevel: 'debug' | 'info' | 'warn' | 'error';
}

export type MailWay =
  | { readonly way: 'smtp'; readonly server: SmtpUrl; readonly from: MailFrom }
  /** Kept in memory and shown at `/dev/mail`: only in development. */
  | { readonly way: 'outbox' };

/** Settings whose key is still to be made: only in development. */
export type SettingsWithoutKey = Omit<Settings, 'keys'> & { readonly keys: SecretKeys | undefined };

export type ParsedEnvironment =
  | { readonly ok: true; readonly settings: SettingsWithoutKey }
  | { readonly ok: false; readonly problems: readonly string[] };

export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads the settings out of an environment. An empty value counts as absent. Every problem is found at once, each one
 * sentence that repeats no secret.
 */
export function parseEnvironment(environment: Environment): ParsedEnvironment {
  const given = withoutEmpty(environment);
  const parsed = v.safeParse(schema, given, { abortPipeEarly: true });
  const keys = given.SECRET_KEY === undefined ? undefined : parseSecretKeys(given.SECRET_KEY);
  const problems = [
    ...(parsed.issues ?? []).map((issue) => issue.message),
    ...(keys && !keys.ok ? [keys.problem] : []),
    ...Object.keys(given).flatMap(refusalOf),
    ...refusedMail(given),
    ...(given.NODE_ENV === 'production' ? refusedInProduction(given) : []),
  ];
  if (!parsed.success || problems.length > 0) return { ok: false, problems };
  return { ok: true, settings: toSettings(parsed.output, keys?.ok ? keys.keys : undefined) };
}

function withoutEmpty(environment: Environment): Record<string, string> {
  const given: Record<string, string> = {};
  for (const [name, value] of Object.entries(environment)) {
    if (value === undefined || value.trim() === '' || isSystemMailbox(name, value)) continue;
    given[name] = value.trim();
  }
  return given;
}

/** Login shells set MAIL to the path of the user's mailbox; that is nobody's wish to send mail. */
function isSystemMailbox(name: string, value: string): boolean {
  return name === 'MAIL' && value.startsWith('/');
}

function refusalOf(name: string): string[] {
  const sentence = Object.hasOwn(notSupported, name) ? notSupported[name] : undefined;
  if (sentence !== undefined) return [sentence];
  if (!name.startsWith('LATCHKEY_') || settingNames.includes(name)) return [];
  const meant = nearestName(name, settingNames);
  return [`${name} is no setting.${meant === undefined ? '' : ` Did you mean ${meant}?`}`];
}

function refusedInProduction(given: Record<string, string>): string[] {
  const problems: string[] = [];
  if (given.SECRET_KEY === undefined) {
    problems.push('SECRET_KEY is missing: production needs one. Make it with "latchkey secret".');
  }
  if (given.BASE_URL === undefined) {
    problems.push(
      'BASE_URL is missing: production needs the address people open, like https://login.example.com.',
    );
  } else if (/^http:/i.test(given.BASE_URL)) {
    problems.push(
      'BASE_URL is plain http: production needs https, or passwords and cookies can be read on the way.',
    );
  }
  if (given.LIMITS === 'off') {
    problems.push('LIMITS is off: production needs limits, or passwords can be guessed without end.');
  }
  if (given.MAIL !== undefined) {
    problems.push('MAIL=outbox is for development: in production it would keep every link from its owner.');
  }
  return problems;
}

function toSettings(parsed: ParsedSettings, keys: SecretKeys | undefined): SettingsWithoutKey {
  return {
    mode: parsed.NODE_ENV,
    keys,
    databaseUrl: parsed.DATABASE_URL,
    baseUrl: parsed.BASE_URL,
    host: parsed.HOST,
    port: parsed.PORT,
    trustedProxies: parsed.TRUSTED_PROXIES,
    limits: parsed.LIMITS ? 'on' : 'off',
    mail: mailWay(parsed),
    verification: parsed.VERIFICATION,
    magicLink: parsed.LATCHKEY_MAGIC_LINK,
    notices: parsed.LATCHKEY_NOTICES,
    language: parsed.LATCHKEY_LANGUAGE,
    siteName: parsed.LATCHKEY_SITE_NAME,
    signUpLogsIn: parsed.LATCHKEY_SIGN_UP_LOGS_IN,
    passwordMinimum: parsed.LATCHKEY_PASSWORD_MINIMUM,
    passwordNeedsUpperCase: parsed.LATCHKEY_PASSWORD_NEEDS_UPPER_CASE,
    passwordNeedsDigit: parsed.LATCHKEY_PASSWORD_NEEDS_DIGIT,
    secondFactor: parsed.LATCHKEY_SECOND_FACTOR,
    totpStepsBack: parsed.LATCHKEY_TOTP_STEPS_BACK,
    logLevel: parsed.LATCHKEY_LOG_LEVEL,
  };
}

function mailWay({ SMTP_URL, MAIL_FROM, MAIL }: ParsedSettings): MailWay | undefined {
  if (SMTP_URL && MAIL_FROM) return { way: 'smtp', server: SMTP_URL, from: MAIL_FROM };
  return MAIL && { way: MAIL };
}
