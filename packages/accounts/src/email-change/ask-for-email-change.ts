import type { Transaction } from 'kysely';
import type { Accounts, Client } from '../accounts.ts';
import { recordAudit } from '../audit/record.ts';
import type { Schema, UserRow } from '../database/schema.ts';
import { takeFromWindow } from '../limits/window.ts';
import { takeMailPlace } from '../mail/allowance.ts';
import type { MailData } from '../mail/mail.ts';
import { type NewMail, queueMail } from '../mail/queue.ts';
import { issueToken } from '../tokens/one-time-token.ts';
import { canonicalEmail } from '../users/canonical.ts';
import type { Fault } from '../users/faults.ts';
import { faultsOfEmail } from '../users/fields.ts';
import type { User } from '../users/user.ts';
import { endEmailChange } from './pending.ts';

export interface EmailChange {
  readonly user: User;
  /** The new address, as typed. */
  readonly email: string;
}

export type EmailChangeAsked =
  /** Whether another account has the address or not: whoever asks is not told. */
  | { readonly ok: true }
  | { readonly ok: false; readonly reason: 'faults'; readonly faults: readonly Fault[] }
  /** 20 an hour from one address. */
  | { readonly ok: false; readonly reason: 'limited'; readonly retryAfterSeconds: number }
  /** The account was disabled or deleted meanwhile. */
  | { readonly ok: false; readonly reason: 'gone' };

/**
 * Mails a link to the new address, good for an hour and for this address alone, and one to the old address that stops it.
 * Nothing changes before the first of them is opened. Only one change waits at a time: the newest.
 */
export async function askForEmailChange(
  accounts: Accounts,
  { user, email }: EmailChange,
  client: Client,
): Promise<EmailChangeAsked> {
  const faults = faultsOfEmail(email);
  const to = email.trim();
  // Another way to write the same address may be wanted: only what is there letter by letter is no change.
  if (faults.length === 0 && to === user.email) faults.push({ field: 'email', reason: 'same-as-before' });
  if (faults.length > 0) return { ok: false, reason: 'faults', faults };
  const taken = await takeFromWindow(accounts, { name: 'mail-request', address: client.address });
  if (!taken.ok) return { ok: false, reason: 'limited', retryAfterSeconds: taken.retryAfterSeconds };
  const isAsked = await accounts.database.kysely
    .transaction()
    .execute((transaction) => ask(accounts, transaction, { userId: user.id, to, client }));
  return isAsked ? { ok: true } : { ok: false, reason: 'gone' };
}

interface Asking {
  readonly userId: string;
  /** The new address, trimmed. */
  readonly to: string;
  readonly client: Client;
}

async function ask(accounts: Accounts, transaction: Transaction<Schema>, asking: Asking): Promise<boolean> {
  const { userId, client } = asking;
  const users = transaction.selectFrom('users').selectAll();
  const row = await users.where('id', '=', userId).where('disabled_at', 'is', null).executeTakeFirst();
  if (row === undefined) return false;
  await endEmailChange(transaction, userId);
  await writeToNew(accounts, transaction, { ...asking, row });
  await warnOld(accounts, transaction, { ...asking, row });
  // No detail: the history of the account must not tell what the page did not.
  const { address, agent } = client;
  await recordAudit(
    accounts,
    { event: 'email-change-asked', result: 'info', userId, address, agent },
    { in: transaction },
  );
  return true;
}

type AskingFor = Asking & { readonly row: UserRow };

/**
 * The attack: who has an account here, learned from the answer or from its time. So the same statements run where another
 * account has the address: a link that nobody is given, and a mail that tells the owner of the address, as at sign-up.
 */
async function writeToNew(
  accounts: Accounts,
  transaction: Transaction<Schema>,
  { userId, to, client, row }: AskingFor,
): Promise<void> {
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
  return { template: 'already-registered', language, name: nameIn(owner) };
}

/**
 * The old address hears of it before anything changes, and can stop it for a day. One that was never proven may be
 * somebody else's: it is told as well, and counted, so that nobody's mailbox is filled that way.
 */
async function warnOld(
  accounts: Accounts,
  transaction: Transaction<Schema>,
  { userId, to, client, row }: AskingFor,
): Promise<void> {
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
    name: nameIn(row),
    ...{ atMs, address, agent, token },
    email: to,
    untilMs: atMs + cancelWithinMs,
  };
  await queueMail(accounts, { to: row.email, userId, data, isWithheld }, { in: transaction });
}

const cancelWithinMs = 24 * 3_600_000;

/** The user name, where the address that it is mailed to is known to be the same person's. */
function nameIn({ id, username, email, email_verified_at }: UserRow): string {
  const proven = email_verified_at === null ? null : username;
  return proven ?? email ?? id;
}
