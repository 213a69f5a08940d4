import type { Accounts } from '../accounts.ts';
import { listPasskeys, type PasskeyInfo } from '../passkeys/list-passkeys.ts';
import { type RecoveryCodes, recoveryCodesOf } from '../recovery-codes/recovery-codes-of.ts';
import { type TotpInfo, totpOf } from '../totp/totp-of.ts';
import { listTrustedBrowsers, type TrustedBrowserInfo } from '../trusted-browsers/list.ts';
import type { User } from '../users/user.ts';

/** What an account can be logged in to with, for its owner to see; no secret in it. Times are UTC milliseconds. */
export interface Factors {
  readonly hasPassword: boolean;
  readonly totp: TotpInfo | undefined;
  /** Oldest first. */
  readonly passkeys: readonly PasskeyInfo[];
  /** The set that counts. */
  readonly codes: RecoveryCodes | undefined;
  /** Browsers that are not asked for a second factor, the one used last first. */
  readonly browsers: readonly TrustedBrowserInfo[];
}

export async function listFactors(accounts: Accounts, { id }: User): Promise<Factors> {
  const { kysely } = accounts.database;
  const password = kysely.selectFrom('users').select('id').where('password_hash', 'is not', null);
  return {
    hasPassword: (await password.where('id', '=', id).executeTakeFirst()) !== undefined,
    totp: await totpOf(kysely, id),
    passkeys: await listPasskeys(kysely, id),
    codes: await recoveryCodesOf(kysely, id),
    browsers: await listTrustedBrowsers(kysely, id, accounts.clock()),
  };
}
