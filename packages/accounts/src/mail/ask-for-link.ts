import type { Accounts, Client } from '../accounts.ts';
import type { AuditEvent } from '../audit/events.ts';
import { recordAudit } from '../audit/record.ts';
import type { UserRow } from '../database/schema.ts';
import { takeFromWindow } from '../limits/window.ts';
import { issueToken, type NewToken } from '../tokens/one-time-token.ts';
import { canonicalIdentifier } from '../users/canonical.ts';
import type { Fault } from '../users/faults.ts';
import { findUserRow } from '../users/find.ts';
import { takeMailPlace } from './allowance.ts';
import type { MailTemplate } from './mail.ts';
import { provenNameOf } from './proven-name.ts';
import { queueMail } from './queue.ts';

/** A link that is mailed to the owner of an account, and for what. */
export interface LinkAsked extends Pick<NewToken, 'purpose' | 'lifetimeMs' | 'browserHash' | 'codeMac'> {
  /** A mail address or a user name, as typed. */
  readonly identifier: string;
  readonly template: MailTemplate;
  readonly event: AuditEvent;
}

export type LinkAskedOutcome =
  /** Whether there is such an account or not: whoever asks is not told. */
  | { readonly ok: true }
  | { readonly ok: false; readonly reason: 'faults'; readonly faults: readonly Fault[] }
  /** 20 an hour from one address. */
  | { readonly ok: false; readonly reason: 'limited'; readonly retryAfterSeconds: number };

/**
 * Mails a link to whoever has this account. The attack: who has an account here, learned from the answer or from its time.
 * So the same statements run for an account that is there, for one that is not, is disabled or has no address, and where
 * the address has had its three mails of this hour: a decoy of a token, and a mail that is written and never sent.
 */
export async function askForLink(
  accounts: Accounts,
  asked: LinkAsked,
  client: Client,
): Promise<LinkAskedOutcome> {
  if (asked.identifier.trim() === '') {
    return { ok: false, reason: 'faults', faults: [{ field: 'identifier', reason: 'empty' }] };
  }
  const taken = await takeFromWindow(accounts, { name: 'mail-request', address: client.address });
  if (!taken.ok) return taken;
  await mailLink(accounts, { ...asked, identifier: asked.identifier.trim().slice(0, longest) }, client);
  return { ok: true };
}

/** Nobody's name is longer: 254 code points, of two units at most. What is cut off can be nobody's. */
const longest = 2 * 254 + 1;

async function mailLink(accounts: Accounts, asked: LinkAsked, client: Client): Promise<void> {
  const { identifier, event, template, purpose, lifetimeMs, browserHash, codeMac } = asked;
  const identifierMac = accounts.keyring.mac('identifier', canonicalIdentifier(identifier));
  const about = { purpose, lifetimeMs, ...(browserHash && { browserHash }), ...(codeMac && { codeMac }) };
  await accounts.database.kysely.transaction().execute(async (transaction) => {
    const row = await findUserRow(transaction, identifier);
    const email = row?.email ?? undefined;
    const decoy = whyDecoy(row);
    const place = { in: transaction, isDecoy: decoy !== undefined };
    const hasPlace = await takeMailPlace(accounts, email ?? identifier, place);
    const userId = decoy === undefined ? row?.id : undefined;
    const token = await issueToken(accounts, { ...about, userId, email }, { in: transaction });
    const untilMs = accounts.clock() + lifetimeMs;
    const data = { ...dataOf(accounts, { row, identifier, client }), template, token, untilMs };
    // An identifier that matches no account is kept as an HMAC only, here too.
    const mail = { to: email ?? identifierMac, userId: row?.id, data };
    const isWithheld = decoy !== undefined || !hasPlace;
    await queueMail(accounts, { ...mail, isWithheld }, { in: transaction });
    const detail = decoy ?? (hasPlace ? undefined : 'too-many');
    const who = row === undefined ? { identifierMac } : { userId: row.id };
    const entry = { event, result: 'info', client, detail, ...who } as const;
    await recordAudit(accounts, entry, { in: transaction });
  });
}

/** Why nobody gets this link, for the audit alone; `undefined`: somebody does. */
function whyDecoy(row: UserRow | undefined): string | undefined {
  if (row === undefined) return 'no-account';
  if (row.disabled_at !== null) return 'disabled';
  return row.email === null ? 'no-address' : undefined;
}

interface Asker {
  readonly row: UserRow | undefined;
  readonly identifier: string;
  readonly client: Client;
}

function dataOf({ clock }: Accounts, { row, identifier, client }: Asker) {
  const { address, agent } = client;
  const name = provenNameOf(row, row?.email ?? identifier);
  return { name, language: row?.language ?? client.language, atMs: clock(), address, agent };
}
