import type { Client } from '../accounts.ts';

/** What is worth a line. `docs/limits.md` and the operator's log read these names; they never change their meaning. */
export type AuditEvent =
  | 'signed-up'
  | 'user-added'
  | 'user-disabled'
  | 'user-enabled'
  | 'user-deleted'
  | 'user-unlocked'
  /** A log-in, or with `failure` one refused; the detail says why. */
  | 'log-in'
  /** A budget has reached 100 failures; from now on only an unlock helps, or a mailed reset. */
  | 'log-in-closed'
  | 'log-out'
  /** A first factor was proven, and a second one is asked for. */
  | 'second-factor-asked'
  /** A second factor was wrong; the detail says which. */
  | 'second-factor-failed'
  /** After 100 wrong codes in a row no code of the authenticator app counts. */
  | 'totp-disabled'
  /** The detail says which: `totp`, `passkey`, `security-key`, `password`. */
  | 'factor-added'
  | 'factor-removed'
  /** By the operator: all of them. */
  | 'factors-removed'
  | 'passkey-renamed'
  /**
   * The counter of a passkey went back, and it was refused: somebody may have a copy. Two honest answers that arrive in the other order,
   * as of two windows, write it too.
   */
  | 'passkey-cloned'
  | 'recovery-codes-made'
  | 'recovery-code-used'
  | 'browser-trusted'
  | 'trusted-browser-ended'
  /** Proven again within a session, or with `failure` not. */
  | 'confirm'
  | 'password-changed'
  | 'email-verified'
  /** A link to a new password was asked for by mail, or made by the operator. */
  | 'reset-asked'
  | 'reset-link-made'
  | 'password-reset'
  | 'magic-link-asked'
  | 'username-changed'
  | 'email-change-asked'
  | 'email-change-cancelled'
  | 'email-changed'
  | 'language-changed'
  | 'data-downloaded'
  | 'deletion-asked'
  | 'deletion-cancelled'
  /** By its owner, one of several. */
  | 'session-ended'
  /** A mail could not be delivered, and will not be tried again. */
  | 'mail-given-up'
  | 'sessions-ended'
  | 'remember-token-replayed'
  /** An unsafe request from another site, or without its token. */
  | 'csrf-refused'
  /** Too many from one address. */
  | 'limit-hit'
  /** Failures of one address and minute beyond the twentieth; `count` says how many. */
  | 'more-failures';

export interface AuditEntry {
  readonly event: AuditEvent;
  /** `failure` is what outsiders can cause without end; of those only 20 a minute and address are written one by one. */
  readonly result: 'success' | 'failure' | 'info';
  readonly userId?: string | undefined;
  /** `keyring.mac('identifier', canonical form)` of one that matches no account; never the identifier. */
  readonly identifierMac?: string | undefined;
  /** Who asks. Of an IPv6 address the /64 is kept. */
  readonly client?: Pick<Client, 'address' | 'agent'> | undefined;
  /** `visitor` by default. */
  readonly actor?: 'visitor' | 'operator' | 'latchkey' | undefined;
  /** A stable reason in kebab-case, such as `wrong-password`, several joined by `+`; nothing that anybody typed. */
  readonly detail?: string | undefined;
}
