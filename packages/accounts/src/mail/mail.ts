import type { Secret } from '../tokens/secret.ts';

/** Every mail there is: some carry a link, the others are notices of what has happened. */
export type MailTemplate =
  | 'verify-address'
  | 'already-registered'
  | 'reset-password'
  | 'magic-link'
  | 'confirm-email'
  | 'email-change-asked'
  | NoticeTemplate;

export type NoticeTemplate =
  | 'password-changed'
  | 'email-changed'
  | 'username-changed'
  | 'new-device'
  | 'remember-token-replayed'
  | 'sessions-ended'
  | 'factor-added'
  | 'factor-removed'
  | 'factors-removed'
  | 'passkey-renamed'
  /** The counter of a passkey went back: somebody may have a copy. */
  | 'passkey-cloned'
  | 'recovery-codes-made'
  | 'recovery-code-used'
  /** The first factor was right, and the second wrong five times. */
  | 'second-factor-failed'
  | 'totp-disabled'
  | 'deletion-asked'
  | 'account-deleted';

/** What a mail says. Times are UTC milliseconds. */
export interface MailData {
  readonly template: MailTemplate;
  /** `undefined`: the site's own. */
  readonly language: string | undefined;
  /** What to call the person. As it was typed: no mail to an address that nobody has proven may repeat it. */
  readonly name: string;
  /** When it happened, and from where. */
  readonly atMs: number;
  readonly address: string | undefined;
  readonly agent: string | undefined;
  /** What its link carries. */
  readonly token?: Secret;
  /** The new address, where it is about one. */
  readonly email?: string;
  /** The factor that it is about. */
  readonly factor?: 'totp' | 'passkey' | 'security-key' | 'password';
  /** Recovery codes that are left. */
  readonly codesLeft?: number;
  /** The end of the link, or the day of the deletion. */
  readonly untilMs?: number;
}

export interface ComposedMail {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** Asks nothing and waits for nothing: it runs inside a transaction. */
export type ComposeMail = (data: MailData) => ComposedMail;
