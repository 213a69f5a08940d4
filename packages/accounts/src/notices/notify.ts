import type { Kysely } from 'kysely';
import type { Accounts, Client } from '../accounts.ts';
import type { Schema } from '../database/schema.ts';
import { takeFromWindow } from '../limits/window.ts';
import { takeMailPlace } from '../mail/allowance.ts';
import type { MailData, NoticeTemplate } from '../mail/mail.ts';
import { queueMail } from '../mail/queue.ts';
import type { User } from '../users/user.ts';

export interface Notice {
  readonly template: NoticeTemplate;
  readonly client: Client;
  /** In place of the account's address: the one it had before. */
  readonly to?: string | undefined;
  /** The new address, where the notice is about one. */
  readonly email?: string;
  readonly factor?: NonNullable<MailData['factor']>;
  /** Recovery codes that are left. */
  readonly codesLeft?: number;
  /** The day of the deletion; UTC milliseconds. */
  readonly untilMs?: number;
  /** The mail outlives the account. Default false. */
  readonly isFarewell?: boolean;
}

/**
 * Tells the owner by mail what has happened to the account, in the transaction in which it happened. Only a proven
 * address is told, or strangers could be written to from an account made with their address; where addresses are never
 * proven (`verification: 'off'`), every one is, three times an hour. The attack: doing harmless things again and again, until
 * the queue holds up the mails of everybody else. So of one kind 20 an hour are written; each kind by itself, or the flood
 * would keep the one that matters from being told.
 */
export async function notify(
  accounts: Accounts,
  user: User,
  { in: kysely, template, client, to = user.email, isFarewell = false, ...about }: Notice & NotifyOptions,
): Promise<void> {
  const { mail } = accounts;
  if (mail === undefined || !mail.notices || to === undefined) return;
  if (user.emailVerifiedAtMs === undefined) {
    if (mail.verification !== 'off' || !(await takeMailPlace(accounts, to, { in: kysely }))) return;
  }
  const counted = { name: `account-notice-${template}`, userId: user.id } as const;
  if (!isFarewell && !(await takeFromWindow(accounts, counted, { in: kysely })).ok) return;
  const { address, agent } = client;
  const language = user.language ?? client.language;
  const data = { template, language, name: user.name, atMs: accounts.clock(), address, agent, ...about };
  await queueMail(accounts, { to, userId: isFarewell ? undefined : user.id, data }, { in: kysely });
}

export interface NotifyOptions {
  /** The transaction of what it is about. */
  readonly in: Kysely<Schema>;
}
