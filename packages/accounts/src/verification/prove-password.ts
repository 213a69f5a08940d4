import type { Accounts, Client } from '../accounts.ts';
import { recordAudit } from '../audit/record.ts';
import { networkOf } from '../limits/network.ts';
import type { Turn } from '../passwords/passwords.ts';
import { hashOfToken } from '../tokens/token-text.ts';
import { canonicalEmail } from '../users/canonical.ts';
import { mostWrongPasswords } from './find-sign-up.ts';

export interface SignUpPassword {
  /** Of a sign-up that was found. */
  readonly token: string;
  readonly email: string;
  readonly password?: string | undefined;
}

export type SignUpPasswordOutcome =
  | { readonly ok: true }
  | { readonly ok: false; readonly reason: 'wrong' | 'over' }
  | { readonly ok: false; readonly reason: 'busy'; readonly retryAfterSeconds: number };

/**
 * Asks for the password chosen at sign-up. Tries are counted before they are hashed, so that parallel ones do not exceed ten;
 * and after they have their turn at hashing, so that "busy" costs nobody one.
 */
export async function provePassword(
  accounts: Accounts,
  asked: SignUpPassword,
  client: Client,
): Promise<SignUpPasswordOutcome> {
  const { password = '' } = asked;
  if (password === '') return { ok: false, reason: 'wrong' };
  const tokenHash = hashOfToken(asked.token);
  const outcome = await accounts.passwords.withTurn(
    (turn) => tryOnce(accounts, { turn, tokenHash, password }),
    { share: client.address === undefined ? tokenHash : networkOf(client.address) },
  );
  if (outcome === 'busy') {
    return { ok: false, reason: 'busy', retryAfterSeconds: accounts.passwords.retryAfterSeconds };
  }
  if (!outcome.ok && outcome.reason === 'wrong') await noteFailure(accounts, asked, client);
  return outcome;
}

interface Trying {
  readonly turn: Turn;
  readonly tokenHash: string;
  readonly password: string;
}

async function tryOnce(
  { database: { kysely } }: Accounts,
  { turn, tokenHash, password }: Trying,
): Promise<SignUpPasswordOutcome> {
  const counted = await kysely
    .updateTable('pending_sign_ups')
    .set((set) => ({ wrong_passwords: set('wrong_passwords', '+', 1) }))
    .where('token_hash', '=', tokenHash)
    .where('wrong_passwords', '<', mostWrongPasswords)
    .returning(['password_hash', 'wrong_passwords'])
    .executeTakeFirst();
  if (counted === undefined) return { ok: false, reason: 'over' };
  const verified = await turn.verify(password, counted.password_hash);
  if (verified.matches) {
    const rows = kysely.updateTable('pending_sign_ups').set({ wrong_passwords: 0 });
    await rows.where('token_hash', '=', tokenHash).execute();
    return { ok: true };
  }
  if (counted.wrong_passwords < mostWrongPasswords) return { ok: false, reason: 'wrong' };
  await kysely.deleteFrom('pending_sign_ups').where('token_hash', '=', tokenHash).execute();
  return { ok: false, reason: 'wrong' };
}

async function noteFailure(accounts: Accounts, { email }: SignUpPassword, client: Client): Promise<void> {
  const identifierMac = accounts.keyring.mac('identifier', canonicalEmail(email));
  const detail = 'wrong-password';
  await recordAudit(accounts, {
    event: 'email-verified',
    result: 'failure',
    identifierMac,
    client,
    detail,
  });
}
