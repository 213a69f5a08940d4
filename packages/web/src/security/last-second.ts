import type { Factors } from '@latchkey/accounts';

/** Whether two-step log-in would end with the one second factor that this account has. */
export function hasOneSecond({ totp, passkeys }: Pick<Factors, 'totp' | 'passkeys'>): boolean {
  return passkeys.length + (totp === undefined ? 0 : 1) === 1;
}
