import type { Insertable, Transaction } from 'kysely';
import type { Accounts, Client } from '../accounts.ts';
import type { PendingSignUpsTable, Schema } from '../database/schema.ts';
import { networkOf } from '../limits/network.ts';
import { Secret } from '../tokens/secret.ts';
import { hashOfToken, isTokenShape, newTokenText } from '../tokens/token-text.ts';
import { canonicalEmail, canonicalUsername } from '../users/canonical.ts';
import { refusalOfSignUp, type SignUpForm, type SignUpRefusal } from '../users/sign-up.ts';
import { queueSignUpMail } from './sign-up-mail.ts';

export interface SignUpClient extends Client {
  /** What an earlier sign-up left in this browser, as received. */
  readonly signUpBrowser?: string | undefined;
}

export type AskToSignUpOutcome =
  /** `browser`: the value of a cookie for 24 h; by it the link knows the browser that signed up. */
  { readonly ok: true; readonly browser: string } | SignUpRefusal;

/**
 * Takes a sign-up in and mails a link. There is no account until the link is opened, and nothing is reserved. A taken
 * user name is told, an address never.
 *
 * The attack: who has an account here, learned from the answer or from its time. So for a known address the same is
 * hashed and the same statements run, and what differs is the text of a mail that its owner alone reads.
 */
export async function askToSignUp(
  accounts: Accounts,
  form: SignUpForm,
  client: SignUpClient,
): Promise<AskToSignUpOutcome> {
  const refused = await refusalOfSignUp(accounts, form, { client, tellsEmail: false });
  if (refused !== undefined) return refused;
  const share = client.address === undefined ? undefined : networkOf(client.address);
  const passwordHash = await accounts.passwords.hash(form.password, { share });
  if (passwordHash === 'busy') {
    return { ok: false, reason: 'busy', retryAfterSeconds: accounts.passwords.retryAfterSeconds };
  }
  const browser = browserOf(accounts, client);
  const token = new Secret(newTokenText(accounts.random));
  const pending = rowOf(accounts, form, { client, browser, passwordHash, token });
  await accounts.database.kysely.transaction().execute(async (transaction) => {
    await insert(transaction, pending);
    await queueSignUpMail(accounts, { pending, token, client }, { in: transaction });
  });
  return { ok: true, browser };
}

/** One value for all sign-ups of a browser: whoever corrects an address and signs up again may open either link. */
function browserOf({ random }: Accounts, { signUpBrowser = '' }: SignUpClient): string {
  return isTokenShape(signUpBrowser) ? signUpBrowser : newTokenText(random);
}

interface Asked {
  readonly client: SignUpClient;
  readonly browser: string;
  readonly passwordHash: string;
  readonly token: Secret;
}

const lifetimeMs = 24 * 3_600_000;
export const signUpTokenPurpose = 'sign-up-token';

function rowOf(
  { clock, keyring }: Accounts,
  { username, email }: SignUpForm,
  { client, browser, passwordHash, token }: Asked,
): Insertable<PendingSignUpsTable> {
  const now = clock();
  return {
    token_hash: hashOfToken(token.reveal()),
    sealed: keyring.seal(signUpTokenPurpose, token.reveal()),
    email: email.trim(),
    email_canonical: canonicalEmail(email),
    username: username.trim(),
    username_canonical: canonicalUsername(username),
    password_hash: passwordHash,
    browser_hash: hashOfToken(browser),
    language: client.language ?? null,
    created_at: now,
    expires_at: now + lifetimeMs,
    mailed_at: now,
  };
}

/** Of one address; what fills the table with them costs a place in the limit of sign-ups each. */
const mostOfOneAddress = 20;

async function insert(
  transaction: Transaction<Schema>,
  pending: Insertable<PendingSignUpsTable>,
): Promise<void> {
  await transaction.insertInto('pending_sign_ups').values(pending).execute();
  const { token_hash, email_canonical } = pending;
  const kept = transaction
    .selectFrom('pending_sign_ups')
    .select('token_hash')
    .where('email_canonical', '=', email_canonical)
    .where('token_hash', '!=', token_hash)
    .orderBy('created_at', 'desc')
    .limit(mostOfOneAddress - 1);
  await transaction
    .deleteFrom('pending_sign_ups')
    .where('email_canonical', '=', email_canonical)
    .where('token_hash', '!=', token_hash)
    .where('token_hash', 'not in', kept)
    .execute();
}
