import type { Generated, Selectable } from 'kysely';
import type { TokenPurpose } from '../tokens/purpose.ts';

/** The tables, as `migrations/` makes them. Times are UTC milliseconds. */
export interface Schema {
  users: UsersTable;
  remember_series: RememberSeriesTable;
  sessions: SessionsTable;
  one_time_tokens: OneTimeTokensTable;
  pending_sign_ups: PendingSignUpsTable;
  mails: MailsTable;
  totps: TotpsTable;
  recovery_codes: RecoveryCodesTable;
  passkeys: PasskeysTable;
  spent_challenges: SpentChallengesTable;
  pending_log_ins: PendingLogInsTable;
  trusted_browsers: TrustedBrowsersTable;
  kept_requests: KeptRequestsTable;
  limits: LimitsTable;
  audit: AuditTable;
}

export interface UsersTable {
  id: string;
  username: string | null;
  username_canonical: string | null;
  email: string | null;
  email_canonical: string | null;
  password_hash: string | null;
  credentials_version: Generated<number>;
  created_at: number;
  last_log_in_at: number | null;
  disabled_at: number | null;
  email_verified_at: number | null;
  language: string | null;
  deletes_at: number | null;
  second_factor_since: number | null;
}

export interface RememberSeriesTable {
  series: string;
  user_id: string;
  token_hash: string;
  previous_hash: string | null;
  rotated_at: number;
  created_at: number;
  last_used_at: number;
  lifetime_ms: number | null;
  agent: string | null;
  address: string | null;
}

export interface SessionsTable {
  id_hash: string;
  user_id: string;
  credentials_version: number;
  via: 'login' | 'remember';
  proofs: string;
  series: string | null;
  wrong_passwords: Generated<number>;
  created_at: number;
  last_seen_at: number;
  looks: string | null;
  forced: Generated<0 | 1>;
  agent: string | null;
  address: string | null;
}

export interface OneTimeTokensTable {
  token_hash: string;
  purpose: TokenPurpose;
  user_id: string | null;
  email: string | null;
  sealed: string | null;
  browser_hash: string | null;
  code_mac: string | null;
  wrong_codes: Generated<number>;
  created_at: number;
  expires_at: number;
  spent_at: number | null;
}

export interface PendingSignUpsTable {
  token_hash: string;
  sealed: string;
  email: string;
  email_canonical: string;
  username: string | null;
  username_canonical: string | null;
  password_hash: string;
  browser_hash: string;
  language: string | null;
  wrong_passwords: Generated<number>;
  created_at: number;
  expires_at: number;
  mailed_at: number;
}

export interface MailsTable {
  id: Generated<number>;
  user_id: string | null;
  template: string;
  recipient: string;
  body: string | null;
  created_at: number;
  next_try_at: number;
  tries: Generated<number>;
  locked_until: Generated<number>;
  sent_at: number | null;
  given_up_at: number | null;
  error: string | null;
  is_withheld: 0 | 1;
}

export interface TotpsTable {
  user_id: string;
  seed: string;
  last_step: number;
  failures: Generated<number>;
  created_at: number;
  last_used_at: number | null;
}

export interface RecoveryCodesTable {
  code_hash: string;
  user_id: string;
  created_at: number;
  confirmed_at: number | null;
  spent_at: number | null;
}

export interface PasskeysTable {
  id: string;
  user_id: string;
  credential_id: string;
  user_handle: string;
  public_key: string;
  counter: number;
  transports: string;
  device_type: 'single-device' | 'multi-device';
  is_backed_up: 0 | 1;
  is_discoverable: 0 | 1 | null;
  verifies_user: 0 | 1;
  aaguid: string | null;
  name: string;
  created_at: number;
  last_used_at: number | null;
}

export interface SpentChallengesTable {
  challenge_hash: string;
  expires_at: number;
}

export interface PendingLogInsTable {
  id_hash: string;
  user_id: string;
  credentials_version: number;
  missing: 'second-factor' | 'set-up' | 'nothing';
  proofs: string;
  remember: 0 | 1;
  wrong_codes: Generated<number>;
  created_at: number;
  expires_at: number;
}

export interface TrustedBrowsersTable {
  token_hash: string;
  user_id: string;
  agent: string | null;
  address: string | null;
  created_at: number;
  last_used_at: number;
  expires_at: number;
}

export interface KeptRequestsTable {
  session_id_hash: string;
  user_id: string;
  sealed: string;
  expires_at: number;
}

export interface LimitsTable {
  name: string;
  count: number;
  since: number;
  wait_until: number;
  updated_at: number;
}

export interface AuditTable {
  id: Generated<number>;
  at: number;
  event: string;
  result: 'success' | 'failure' | 'info';
  user_id: string | null;
  identifier_mac: string | null;
  address: string | null;
  actor: 'visitor' | 'operator' | 'latchkey';
  detail: string | null;
  agent: string | null;
  count: Generated<number>;
}

export type UserRow = Selectable<UsersTable>;
