import type { Factors } from '@latchkey/accounts';

/** Whether two-step log-in would end with it: no other second factor is there that counts. An app after 100 wrong codes does not. */
export function endsTwoSteps(
  { totp, passkeys }: Pick<Factors, 'totp' | 'passkeys'>,
  gone: 'totp' | 'passkey',
): boolean {
  if (gone === 'totp') return passkeys.length === 0;
  return passkeys.length === 1 && (totp === undefined || totp.isDisabled);
}
