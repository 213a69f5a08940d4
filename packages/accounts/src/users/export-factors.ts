import type { Accounts } from '../accounts.ts';
import { type Factors, listFactors } from '../factors/list.ts';
import type { User } from './user.ts';

/** What an account is logged in to with, in words; every time is ISO 8601 in UTC. No secret, and nothing made from one. */
export interface ExportedFactors {
  readonly hasPassword: boolean;
  readonly authenticatorApp:
    | { readonly addedAt: string; readonly lastUsedAt: string | undefined; readonly isDisabled: boolean }
    | undefined;
  /** Oldest first. */
  readonly passkeys: readonly {
    readonly name: string;
    readonly addedAt: string;
    readonly lastUsedAt: string | undefined;
    readonly isSynced: boolean;
    readonly isBackedUp: boolean;
    /** What it is good for: the whole log-in, or the second half of one. */
    readonly use: 'log-in' | 'second-factor';
  }[];
  readonly recoveryCodes: { readonly left: number; readonly of: number; readonly madeAt: string } | undefined;
  /** Browsers that are not asked for a second factor. */
  readonly trustedBrowsers: readonly {
    readonly browser: string | undefined;
    readonly address: string | undefined;
    readonly trustedAt: string;
    readonly lastUsedAt: string;
    readonly until: string;
  }[];
}

/** The factors of this account, for the file that its owner takes along. */
export async function exportFactors(accounts: Accounts, user: User): Promise<ExportedFactors> {
  const { hasPassword, totp, passkeys, codes, browsers } = await listFactors(accounts, user);
  return {
    hasPassword,
    authenticatorApp: totp && { ...times(totp), isDisabled: totp.isDisabled },
    passkeys: passkeys.map(passkeyOf),
    recoveryCodes: codes && { left: codes.left, of: codes.of, madeAt: iso(codes.createdAtMs) },
    trustedBrowsers: browsers.map(browserOf),
  };
}

function passkeyOf(passkey: Factors['passkeys'][number]): ExportedFactors['passkeys'][number] {
  const { name, isSynced, isBackedUp, canLogIn } = passkey;
  return { name, ...times(passkey), isSynced, isBackedUp, use: canLogIn ? 'log-in' : 'second-factor' };
}

function browserOf(browser: Factors['browsers'][number]): ExportedFactors['trustedBrowsers'][number] {
  const { agent, address, createdAtMs, lastUsedAtMs, expiresAtMs } = browser;
  const since = { trustedAt: iso(createdAtMs), lastUsedAt: iso(lastUsedAtMs) };
  return { browser: agent, address, ...since, until: iso(expiresAtMs) };
}

function times({
  createdAtMs,
  lastUsedAtMs,
}: {
  readonly createdAtMs: number;
  readonly lastUsedAtMs?: number;
}) {
  const lastUsedAt = lastUsedAtMs === undefined ? undefined : iso(lastUsedAtMs);
  return { addedAt: iso(createdAtMs), lastUsedAt };
}

function iso(atMs: number): string {
  return new Date(atMs).toISOString();
}
