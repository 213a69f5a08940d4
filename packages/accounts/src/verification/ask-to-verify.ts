import type { Transaction } from 'kysely';
import type { Accounts, Client } from '../accounts.ts';
import type { Schema } from '../database/schema.ts';
import { takeFromWindow } from '../limits/window.ts';
import { takeMailPlace } from '../mail/allowance.ts';
import { queueMail } from '../mail/queue.ts';
import { findToken, issueToken } from '../tokens/one-time-token.ts';
import type { User } from '../users/user.ts';

export type AskToVerifyOutcome =
  | { readonly ok: true }
  /** There is no address to prove (any more), or no mail to prove it by. */
  | { readonly ok: false; readonly reason: 'nothing-to-prove' }
  /** `waiting`: a mail was written less than a minute ago. `limited`: 20 an hour from one address. */
  | { readonly ok: false; readonly reason: 'waiting' | 'limited'; readonly retryAfterSeconds: number };

/** Mails somebody who is logged in a link that proves the address of the account; the same link while it lives. */
export async function askToVerify(
  accounts: Accounts,
  user: User,
  client: Client,
): Promise<AskToVerifyOutcome> {
  if (accounts.mail === undefined || accounts.mail.verification === 'off') return nothing;
  const taken = await takeFromWindow(accounts, { name: 'mail-request', address: client.address });
  if (!taken.ok) return taken;
  return await accounts.database.kysely
    .transaction()
    .execute((transaction) => mailLink(accounts, transaction, { user, client }));
}

const nothing = { ok: false, reason: 'nothing-to-prove' } as const;
const template = 'verify-address';
const purpose = 'verify-email';
const lifetimeMs = 24 * 3_600_000;
const coolDownMs = 60_000;

interface Asking {
  readonly user: User;
  readonly client: Client;
}

async function mailLink(
  accounts: Accounts,
  transaction: Transaction<Schema>,
  { user, client }: Asking,
): Promise<AskToVerifyOutcome> {
  const row = await unprovenRow(transaction, user);
  if (row === undefined) return nothing;
  const atMs = accounts.clock();
  const waitMs = await waitOf(transaction, user, atMs);
  if (waitMs > 0) return { ok: false, reason: 'waiting', retryAfterSeconds: Math.ceil(waitMs / 1000) };
  const { email } = row;
  const token = await issueToken(
    accounts,
    { purpose, userId: user.id, lifetimeMs, email, keepsLink: true },
    { in: transaction },
  );
  // A link that was mailed before keeps its end.
  const kept = await findToken(accounts, { purpose, token: token.reveal() }, { in: transaction });
  const untilMs = kept?.expiresAtMs ?? atMs + lifetimeMs;
  const { address, agent } = client;
  const language = row.language ?? client.language;
  // Nobody has proven this address, so the mail repeats no name: whoever made the account chose it.
  const data = { template, language, name: email, atMs, address, agent, token, untilMs } as const;
  const isWithheld = !(await takeMailPlace(accounts, email, { in: transaction }));
  await queueMail(accounts, { to: email, userId: user.id, data, isWithheld }, { in: transaction });
  return { ok: true };
}

async function unprovenRow(
  transaction: Transaction<Schema>,
  { id }: User,
): Promise<{ readonly email: string; readonly language: string | null } | undefined> {
  return await transaction
    .selectFrom('users')
    .select(['email', 'language'])
    .where('id', '=', id)
    .where('email_verified_at', 'is', null)
    .where('disabled_at', 'is', null)
    .where('email', 'is not', null)
    .$narrowType<{ email: string }>()
    .executeTakeFirst();
}

/** By the mails themselves: a link that is kept does not say when it was mailed last. */
async function waitOf(transaction: Transaction<Schema>, { id }: User, now: number): Promise<number> {
  const last = await transaction
    .selectFrom('mails')
    .select((of) => of.fn.max('created_at').as('at'))
    .where('user_id', '=', id)
    .where('template', '=', template)
    .where('created_at', '<=', now)
    .executeTakeFirst();
  return last?.at == null ? 0 : Number(last.at) + coolDownMs - now;
}
