import type { Accounts, Client } from '../accounts.ts';
import { recordAudit } from '../audit/record.ts';
import {
  checkSessionPassword,
  type SessionPassword,
  type SessionPasswordOutcome,
} from './check-session-password.ts';
import type { Proof } from './proof.ts';

export type ConfirmOutcome =
  | { readonly ok: true; readonly proof: Proof }
  | Extract<SessionPasswordOutcome, { readonly ok: false }>;

/** Somebody who is logged in proves it again by the password; the proof makes the session fresh. */
export async function confirmPassword(
  accounts: Accounts,
  asked: Omit<SessionPassword, 'event'>,
  client: Client,
): Promise<ConfirmOutcome> {
  const checked = await checkSessionPassword(accounts, asked, client);
  if (!checked.ok) return checked;
  const proof = { factor: 'password', atMs: accounts.clock() };
  await recordAudit(accounts, {
    event: 'confirm',
    result: 'success',
    userId: asked.user.id,
    client,
    detail: proof.factor,
  });
  return { ok: true, proof };
}
