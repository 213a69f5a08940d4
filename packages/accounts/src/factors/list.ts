import type { Accounts } from '../accounts.ts';
import { listPasskeys, type PasskeyInfo } from '../passkeys/list-passkeys.ts';
import { type RecoveryCodes, recoveryCodesOf } from '../recovery-codes/recovery-codes-of.ts';
import { type TotpInfo, totpOf } from '../totp/totp-of.ts';
import { listTrustedBrowsers, type TrustedBrowserInfo } from '../trusted-browsers/list.ts';
import { hasPassword } from '../users/has-password.ts';
import type { User } from '../users/user.ts';
import { hasOtherWayIn } from './ways-in.ts';

/** What an account can be logged in to with, for its owner to see; no secret in it. Times are UTC milliseconds. */
export interface Factors {
  readonly hasPassword: boolean;
  /** There is one, and another way in: a mail to a proven address, or a passkey that logs in alone. */
  readonly canRemovePassword: boolean;
  readonly totp: TotpInfo | undefined;
  /** Oldest first. */
  readonly passkeys: readonly PasskeyInfo[];
  /** The set that counts. */
  readonly codes: RecoveryCodes | undefined;
  /** Browsers that are not asked for a second factor, the one used last first. */
  readonly browsers: readonly TrustedBrowserInfo[];
}

export async function listFactors(accounts: Accounts, user: User): Promise<Factors> {
  const { kysely } = accounts.database;
  const { id } = user;
  const isThere = await hasPassword(kysely, id);
  const without = { password: true } as const;
  return {
    hasPassword: isThere,
    canRemovePassword: isThere && (await hasOtherWayIn(accounts, kysely, { user, without })),
    totp: await totpOf(kysely, id),
    passkeys: await listPasskeys(kysely, id),
    codes: await recoveryCodesOf(kysely, id),
    browsers: await listTrustedBrowsers(kysely, id, accounts.clock()),
  };
}
