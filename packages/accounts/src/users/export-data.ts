import type { Accounts, Client } from '../accounts.ts';
import { listHistory } from '../audit/history.ts';
import { recordAudit } from '../audit/record.ts';
import { takeFromWindow } from '../limits/window.ts';
import { listSessions } from '../sessions/list.ts';
import { type ExportedFactors, exportFactors } from './export-factors.ts';
import type { User } from './user.ts';

/** What is known about a person, for that person. Every time is ISO 8601 in UTC. Nothing in it logs anybody in. */
export interface ExportedData {
  readonly exportedAt: string;
  readonly account: {
    readonly id: string;
    readonly username: string | undefined;
    readonly email: string | undefined;
    readonly emailVerifiedAt: string | undefined;
    readonly language: string | undefined;
    readonly createdAt: string;
    readonly lastLogInAt: string | undefined;
  };
  readonly factors: ExportedFactors;
  /** Addresses that the account was asked to change to, while their mails are good. */
  readonly pendingEmailChanges: readonly {
    readonly email: string;
    readonly askedAt: string;
    readonly expiresAt: string;
  }[];
  readonly sessions: readonly {
    readonly kind: 'session' | 'remembered';
    readonly browser: string | undefined;
    readonly address: string | undefined;
    readonly firstSeenAt: string;
    readonly lastSeenAt: string;
    readonly isRemembered: boolean;
    readonly factors: readonly string[];
  }[];
  /** Newest first. */
  readonly mails: readonly {
    readonly about: string;
    readonly to: string;
    readonly writtenAt: string;
    readonly sentAt: string | undefined;
  }[];
  /** Newest first. */
  readonly history: readonly {
    readonly at: string;
    readonly event: string;
    readonly result: string;
    readonly detail: string | undefined;
    readonly address: string | undefined;
    readonly browser: string | undefined;
    readonly by: string;
  }[];
}

export type ExportOutcome =
  | { readonly ok: true; readonly data: ExportedData }
  /** Five an hour: all of it is read and written at once. */
  | { readonly ok: false; readonly reason: 'limited'; readonly retryAfterSeconds: number };

/** What the accounts hold of this person, and a line in the audit that it was taken; what an application keeps is its own. */
export async function exportData(accounts: Accounts, user: User, client: Client): Promise<ExportOutcome> {
  const taken = await takeFromWindow(accounts, { name: 'account-data', userId: user.id });
  if (!taken.ok) return taken;
  const data: ExportedData = {
    exportedAt: iso(accounts.clock()),
    account: accountOf(user),
    factors: await exportFactors(accounts, user),
    pendingEmailChanges: await pendingChanges(accounts, user),
    sessions: await sessionsOf(accounts, user),
    mails: await mailsOf(accounts, user),
    history: await historyOf(accounts, user),
  };
  const event = 'data-downloaded';
  await recordAudit(accounts, { event, result: 'success', userId: user.id, client });
  return { ok: true, data };
}

function accountOf(user: User): ExportedData['account'] {
  const { id, username, email, emailVerifiedAtMs, language, createdAtMs, lastLogInAtMs } = user;
  return {
    id,
    username,
    email,
    emailVerifiedAt: isoIf(emailVerifiedAtMs),
    language,
    createdAt: iso(createdAtMs),
    lastLogInAt: isoIf(lastLogInAtMs),
  };
}

async function pendingChanges(
  { clock, database }: Accounts,
  { id }: User,
): Promise<ExportedData['pendingEmailChanges']> {
  const rows = await database.kysely
    .selectFrom('one_time_tokens')
    .select(['email', 'created_at', 'expires_at'])
    .where('user_id', '=', id)
    .where('purpose', '=', 'change-email')
    .where('spent_at', 'is', null)
    .where('expires_at', '>', clock())
    .orderBy('created_at', 'desc')
    .execute();
  return rows.map(({ email, created_at, expires_at }) => ({
    email: email ?? '',
    askedAt: iso(created_at),
    expiresAt: iso(expires_at),
  }));
}

async function sessionsOf(accounts: Accounts, user: User): Promise<ExportedData['sessions']> {
  const sessions = await listSessions(accounts, user);
  return sessions.map(({ kind, agent, address, firstSeenAtMs, lastSeenAtMs, isRemembered, factors }) => ({
    kind,
    browser: agent,
    address,
    firstSeenAt: iso(firstSeenAtMs),
    lastSeenAt: iso(lastSeenAtMs),
    isRemembered,
    factors,
  }));
}

/** Without their texts, which hold links; one that was withheld was never sent. */
async function mailsOf({ database }: Accounts, { id }: User): Promise<ExportedData['mails']> {
  const rows = await database.kysely
    .selectFrom('mails')
    .select(['template', 'recipient', 'created_at', 'sent_at'])
    .where('user_id', '=', id)
    .where('is_withheld', '=', 0)
    .orderBy('id', 'desc')
    .execute();
  return rows.map(({ template, recipient, created_at, sent_at }) => ({
    about: template,
    to: recipient,
    writtenAt: iso(created_at),
    sentAt: isoIf(sent_at ?? undefined),
  }));
}

async function historyOf(accounts: Accounts, user: User): Promise<ExportedData['history']> {
  const { entries } = await listHistory(accounts, user, { limit: mostLines });
  return entries.map(({ atMs, event, result, detail, address, agent, actor }) => ({
    at: iso(atMs),
    event,
    result,
    detail,
    address,
    browser: agent,
    by: actor,
  }));
}

/** The newest: some 3 MB of text. More is for the operator to hand out. */
const mostLines = 10_000;

function iso(atMs: number): string {
  return new Date(atMs).toISOString();
}

function isoIf(atMs: number | undefined): string | undefined {
  return atMs === undefined ? undefined : iso(atMs);
}
