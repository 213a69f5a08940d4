import type { Selectable, Transaction } from 'kysely';
import type { Accounts, Client } from '../accounts.ts';
import type { PendingSignUpsTable, Schema } from '../database/schema.ts';
import { takeFromWindow } from '../limits/window.ts';
import { Secret } from '../tokens/secret.ts';
import { hashOfToken, isTokenShape, newTokenText } from '../tokens/token-text.ts';
import { signUpTokenPurpose } from './ask-to-sign-up.ts';
import { queueSignUpMail } from './sign-up-mail.ts';

export type ResendSignUpOutcome =
  /** Sent once more, or not: too early, or nothing there to be sent. */
  | { readonly ok: true }
  /** 20 an hour from one address. */
  | { readonly ok: false; readonly reason: 'limited'; readonly retryAfterSeconds: number };

/**
 * Mails the same link once more to whoever signed up in this browser, at most once a minute. The attack: whoever signs up with
 * the address of another and asks again and again would learn from "there is nothing (any more)" that its owner has made
 * an account meanwhile. So the answer is the same whatever was found, and whether it is too early is not told either.
 */
export async function resendSignUp(
  accounts: Accounts,
  browser: string | undefined,
  client: Client,
): Promise<ResendSignUpOutcome> {
  const taken = await takeFromWindow(accounts, { name: 'mail-request', address: client.address });
  if (!taken.ok) return taken;
  if (browser === undefined || !isTokenShape(browser)) return { ok: true };
  await accounts.database.kysely.transaction().execute(async (transaction) => {
    const pending = await takeTurn(accounts, transaction, browser);
    const token = pending && accounts.keyring.unseal(signUpTokenPurpose, pending.sealed);
    const mail =
      pending === undefined || token === undefined
        ? decoyMail(accounts, browser)
        : { pending, token: new Secret(token) };
    await queueSignUpMail(accounts, { ...mail, client }, { in: transaction });
  });
  return { ok: true };
}

/** Written and never sent, so that it takes as long: to nobody, under an HMAC of what this browser holds. */
function decoyMail({ clock, keyring, random }: Accounts, browser: string) {
  const email = keyring.mac('identifier', browser);
  const pending = { email, language: null, expires_at: clock() };
  return { pending, token: new Secret(newTokenText(random)), isWithheld: true };
}

const coolDownMs = 60_000;

/** The newest sign-up of this browser, unless its last mail is younger than a minute; one statement, so that of two clicks one counts. */
async function takeTurn(
  { clock }: Accounts,
  transaction: Transaction<Schema>,
  browser: string,
): Promise<Selectable<PendingSignUpsTable> | undefined> {
  const now = clock();
  const newest = transaction
    .selectFrom('pending_sign_ups')
    .select('token_hash')
    .where('browser_hash', '=', hashOfToken(browser))
    .where('expires_at', '>', now)
    .orderBy('created_at', 'desc')
    .limit(1);
  return await transaction
    .updateTable('pending_sign_ups')
    .set({ mailed_at: now })
    .where('token_hash', 'in', newest)
    .where('mailed_at', '<=', now - coolDownMs)
    .returningAll()
    .executeTakeFirst();
}
