import { randomBytes } from 'node:crypto';
import type { Transaction } from 'kysely';

import type { Database } from './database/open.ts';
import type { Schema } from './database/schema.ts';
import { codedError } from './errors.ts';
import { type FactorSettings, readFactorSettings } from './factors/settings.ts';
import { type LimitSettings, readLimits } from './limits/settings.ts';
import type { ComposeMail } from './mail/mail.ts';
import { createPasswords, type Passwords } from './passwords/passwords.ts';
import type { PasswordSettings } from './passwords/settings.ts';
import type { User } from './users/user.ts';

/** What every function of this package works on: build it once. */
export interface Accounts {
  readonly database: Database;
  /** UTC milliseconds. */
  readonly clock: () => number;
  /** So many unguessable bytes. */
  readonly random: (size: number) => Uint8Array;
  readonly keyring: Keyring;
  readonly passwords: Passwords;
  readonly limits: LimitSettings | 'off';
  readonly factors: Required<FactorSettings>;
  readonly callbacks: Callbacks;
  /** `undefined`: no mail is written. */
  readonly mail: Required<MailSettings> | undefined;
  /** The name people know the site by. */
  readonly siteName: string;
}

export interface MailSettings {
  /** Writes one mail; `createMails` of `@latchkey/web` makes it. */
  readonly compose: ComposeMail;
  /**
   * What an address is worth before it is proven. `required` (default): there is no account until then. `banner`: there is,
   * and its pages remind of it. `off`: nobody asks.
   */
  readonly verification?: 'off' | 'banner' | 'required';
  /** Tells people by mail what happened to their account. Default true. */
  readonly notices?: boolean;
}

/** Keyed hashes and encryption, one key for each purpose; the keyring of `@latchkey/session` fits. */
export interface Keyring {
  /** An HMAC, base64url. */
  mac(purpose: string, text: string): string;
  /** Whether any of the keys made this `mac`; in constant time. */
  verify(purpose: string, text: string, mac: string): boolean;
  /** `text`, readable by nobody without the keys. */
  seal(purpose: string, text: string): string;
  /** The text that was sealed, or `undefined` when none of the keys sealed it for this purpose. */
  unseal(purpose: string, sealed: string): string | undefined;
}

/** Who asks. */
export interface Client {
  /** As the application's server sees it, behind proxies that it trusts. */
  readonly address: string | undefined;
  /** The known-browser cookie, as received. */
  readonly browser?: string | undefined;
  /** The trusted-browser cookie, as received. */
  readonly trusted?: string | undefined;
  /** The User-Agent; 256 characters of it are kept. */
  readonly agent?: string | undefined;
  /** Of the page it sees, `en`: the language of the mails that follow, unless the account has one of its own. */
  readonly language?: string | undefined;
}

/**
 * An application's own part of an account. Each runs in the transaction that makes or deletes the user, so that
 * both parts exist or neither; await nothing there but the database, through `transaction`. What throws, or takes
 * longer than a second (`callback-too-slow`), undoes the whole.
 */
export interface Callbacks {
  onSignUp?(transaction: Transaction<Schema>, user: User): Promise<void>;
  /** Before the row is gone. */
  onDelete?(transaction: Transaction<Schema>, user: User): Promise<void>;
}

export interface AccountsSettings extends Callbacks {
  /** Made by `openDatabase`; whoever opened it closes it. */
  readonly database: Database;
  /** `createKeyring(secrets)` of `@latchkey/session`, over the same secrets as the login. */
  readonly keyring: Keyring;
  /** UTC milliseconds. Default `Date.now`. */
  readonly clock?: () => number;
  /** So many unguessable bytes. Default `randomBytes` of Node; only tests give another. */
  readonly random?: (size: number) => Uint8Array;
  /** Cost of hashing, places at the gate, and what a new password must be. The defaults are in `PasswordSettings`. */
  readonly passwords?: PasswordSettings;
  /** Tries by address and by account. Default on, with the numbers in `LimitSettings`; `off` only for tests of load. */
  readonly limits?: LimitSettings | 'off';
  /** How mails are written. Default: none are, and what needs them is off. */
  readonly mail?: MailSettings;
  /** Whether a log-in needs a second factor, and how late its codes may come. */
  readonly factors?: FactorSettings;
  /**
   * The name people know the site by: their authenticator apps show it (default `Latchkey`), and it is refused as a password
   * (default none). `passwords.siteName` wins over it there.
   */
  readonly siteName?: string;
}

/**
 * The accounts over an open database.
 * @throws `PasswordError`, `limits-invalid`, `mail-invalid` and `factors-invalid` when a setting makes no sense
 */
export function createAccounts(settings: AccountsSettings): Accounts {
  const { database, keyring, clock = Date.now, random = randomBytes, limits = {} } = settings;
  const { siteName, passwords, mail, factors = {}, onSignUp, onDelete } = settings;
  readLimits(limits);
  checkMail(mail);
  return {
    database,
    clock,
    random,
    keyring,
    limits,
    passwords: createPasswords({ ...(siteName === undefined ? {} : { siteName }), ...passwords }),
    factors: readFactorSettings(factors),
    siteName: siteName ?? 'Latchkey',
    mail: mail && { verification: 'required', notices: true, ...mail },
    callbacks: { ...(onSignUp && { onSignUp }), ...(onDelete && { onDelete }) },
  };
}

/** Plain JavaScript can leave it out, and the first mail would be too late to notice. */
function checkMail(mail: MailSettings | undefined): void {
  if (mail !== undefined && typeof mail.compose !== 'function') {
    throw codedError('mail-invalid', '`mail` needs `compose`, the function that writes a mail.');
  }
}
