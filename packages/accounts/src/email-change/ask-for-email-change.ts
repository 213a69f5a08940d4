import type { Transaction } from 'kysely';
import type { Accounts, Client } from '../accounts.ts';
import { recordAudit } from '../audit/record.ts';
import type { Schema, UserRow } from '../database/schema.ts';
import { takeFromWindow } from '../limits/window.ts';
import { takeMailPlace } from '../mail/allowance.ts';
import type { MailData } from '../mail/mail.ts';
import { provenNameOf } from '../mail/proven-name.ts';
import { type NewMail, queueMail } from '../mail/queue.ts';
import { type Standing, sessionStands } from '../sessions/session-stands.ts';
import { issueToken } from '../tokens/one-time-token.ts';
import { canonicalEmail } from '../users/canonical.ts';
import type { Fault } from '../users/faults.ts';
import { faultsOfEmail } from '../users/fields.ts';
import type { User } from '../users/user.ts';
import { endEmailChange } from './pending.ts';

export interface EmailChange {
  readonly user: User;
  /** The session in which it is asked. */
  readonly sessionIdHash: string;
  /** The new address, as typed. */
  readonly email: string;
}

export type EmailChangeAsked =
  /** Whether another account has the address or not: whoever asks is not told. */
  | { readonly ok: true }
  | { readonly ok: false; readonly reason: 'faults'; readonly faults: readonly Fault[] }
  /** 20 an hour from one address. */
  | { readonly ok: false; readonly reason: 'limited'; readonly retryAfterSeconds: number }
  /** The session or the account has changed since the page was opened, and nothing was written. */
  | { readonly ok: false; readonly reason: 'gone' };

/**
 * Mails a link to the new address, good for an hour and for this address alone, and one to the old address that stops it.
 * Nothing changes before the first of them is opened. Only one change waits at a time: the newest.
 */
export async function askForEmailChange(
  accounts: Accounts,
  { user, sessionIdHash, email }: EmailChange,
  client: Client,
): Promise<EmailChangeAsked> {
  const faults = faultsOfEmail(email);
  const to = email.trim();
  // Another way to write the same address may be wanted: only what is there letter by letter is no change.
  if (faults.length === 0 && to === user.email) faults.push({ field: 'email', reason: 'same-as-before' });
  if (faults.length > 0) return { ok: false, reason: 'faults', faults };
  const taken = await takeFromWindow(accounts, { name: 'mail-request', address: client.address });
  if (!taken.ok) return taken;
  const isAsked = await accounts.database.kysely
    .transaction()
    .execute((transaction) => ask(accounts, transaction, { user, sessionIdHash, to, client }));
  return isAsked ? { ok: true } : { ok: false, reason: 'gone' };
}

interface Asking extends Standing {
  /** The new address, trimmed. */
  readonly to: string;
  readonly client: Client;
}

async function ask(accounts: Accounts, transaction: Transaction<Schema>, asking: Asking): Promise<boolean> {
  const { client } = asking;
  const users = transaction.selectFrom('users').selectAll();
  const row = await users.where(sessionStands(asking)).executeTakeFirst();
  if (row === undefined) return false;
  const userId = row.id;
  await endEmailChange(transaction, userId);
  await writeToNew(accounts, transaction, { to: asking.to, client, row });
  await warnOld(accounts, transaction, { to: asking.to, client, row });
  // No detail: the history of the account must not tell what the page did not.
  await recordAudit(
    accounts,
    { event: 'email-change-asked', result: 'info', userId, client },
    { in: transaction },
  );
  return true;
}

type AskingFor = Pick<Asking, 'to' | 'client'> & { readonly row: UserRow };

/**
 * The attack: who has an account here, learned from the answer or from its time. So the same statements run where another
 * account has the address: a link that nobody is given, and a mail that tells the owner of the address, as at sign-up.
 */
async function writeToNew(
  accounts: Accounts,
  transaction: Transaction<Schema>,
  { to, client, row }: AskingFor,
): Promise<void> {
  const userId = row.id;
  const sameAddress = transaction
    .selectFrom('users')
    .selectAll()
    .where('email_canonical', '=', canonicalEmail(to));
  const owner = await sameAddress.where('id', '!=', userId).executeTakeFirst();
  const hasPlace = await takeMailPlace(accounts, to, { in: transaction });
  const about = { purpose: 'change-email', userId, email: to, lifetimeMs: confirmWithinMs } as const;
  const token = await issueToken(accounts, about, { in: transaction });
  const { address, agent } = client;
  const atMs = accounts.clock();
  const happened = { atMs, address, agent };
  // To an address that nobody has proven no name is repeated: somebody else may have chosen it.
  const confirm: MailData = {
    template: 'confirm-email',
    language: row.language ?? client.language,
    name: to,
    ...happened,
    token,
    email: to,
    untilMs: atMs + confirmWithinMs,
  };
  // Of no account: what an account's owner may read of its mails must not tell either.
  const mail: NewMail =
    owner === undefined
      ? { to, data: confirm }
      : {
          to: owner.email ?? to,
          userId: owner.id,
          data: { ...alreadyRegistered(owner, client), ...happened },
        };
  await queueMail(accounts, { ...mail, isWithheld: !hasPlace }, { in: transaction });
}

const confirmWithinMs = 3_600_000;

function alreadyRegistered(owner: UserRow, client: Client): Pick<MailData, 'template' | 'language' | 'name'> {
  const language = owner.language ?? client.language;
  return { template: 'already-registered', language, name: provenNameOf(owner, owner.email ?? owner.id) };
}

/**
 * The old address hears of it before anything changes, and can stop it for a day. One that was never proven may be
 * somebody else's: it is told as well, and counted, so that nobody's mailbox is filled that way.
 */
async function warnOld(
  accounts: Accounts,
  transaction: Transaction<Schema>,
  { to, client, row }: AskingFor,
): Promise<void> {
  const userId = row.id;
  if (row.email === null) return;
  const isCounted = row.email_verified_at === null;
  const isWithheld = isCounted && !(await takeMailPlace(accounts, row.email, { in: transaction }));
  const about = { purpose: 'cancel-email-change', userId, email: to, lifetimeMs: cancelWithinMs } as const;
  const token = await issueToken(accounts, about, { in: transaction });
  const { address, agent, language } = client;
  const atMs = accounts.clock();
  const data: MailData = {
    template: 'email-change-asked',
    language: row.language ?? language,
    name: provenNameOf(row, row.email ?? row.id),
    ...{ atMs, address, agent, token },
    email: to,
    untilMs: atMs + cancelWithinMs,
  };
  await queueMail(accounts, { to: row.email, userId, data, isWithheld }, { in: transaction });
}

const cancelWithinMs = 24 * 3_600_000;
