import type { Kysely } from 'kysely';
import type { Schema } from '../database/schema.ts';
import { mostFailures } from '../totp/totp-of.ts';
import type { User } from '../users/user.ts';

export interface SecondFactorQuestion {
  readonly user: Pick<User, 'id'>;
  /** What shall be gone. Default: nothing. */
  readonly without?: { readonly totp: true } | { readonly passkey: string };
}

/** Whether the account has a passkey, or an authenticator app whose codes count, besides the one that shall be gone. */
export async function hasSecondFactor(
  kysely: Kysely<Schema>,
  { user: { id }, without = { passkey: '' } }: SecondFactorQuestion,
): Promise<boolean> {
  const apps = kysely.selectFrom('totps').select('user_id').where('user_id', '=', id);
  const totps = apps.where('failures', '<', mostFailures);
  if (!('totp' in without) && (await totps.executeTakeFirst()) !== undefined) return true;
  const passkeys = kysely.selectFrom('passkeys').select('id').where('user_id', '=', id);
  const others = passkeys.where('id', '!=', 'passkey' in without ? without.passkey : '');
  return (await others.executeTakeFirst()) !== undefined;
}
