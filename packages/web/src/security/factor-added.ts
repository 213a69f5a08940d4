import type { Proof } from '@latchkey/accounts';
import type { FlashCategory } from '@latchkey/session';
import type { FlashId } from '../messages/messages.ts';

/** What is said once this factor was added; `undefined` for one that nobody adds. */
export function flashOfAdded({
  factor,
}: Proof): { readonly message: FlashId; readonly category: FlashCategory } | undefined {
  const message = added.get(factor);
  return message && { message, category: 'success' };
}

const added: ReadonlyMap<string, FlashId> = new Map([
  ['totp', 'flash.totp-added'],
  ['passkey', 'flash.passkey-added'],
  ['security-key', 'flash.security-key-added'],
]);
