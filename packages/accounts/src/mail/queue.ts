import type { Kysely } from 'kysely';
import type { Accounts } from '../accounts.ts';
import type { Schema } from '../database/schema.ts';
import type { ComposedMail, MailData } from './mail.ts';

export interface NewMail {
  /** The address as it is stored. One mail has one recipient. */
  readonly to: string;
  readonly userId?: string | undefined;
  readonly data: MailData;
  /** Written, so that it takes as long, and never sent: whoever asks must not learn who has an account. Default false. */
  readonly isWithheld?: boolean;
}

export interface QueueOptions {
  /** The transaction of what the mail is about: both happen, or neither. */
  readonly in: Kysely<Schema>;
}

const purpose = 'mail';

/**
 * Writes a mail for the worker to send; nobody waits for SMTP. At rest its body is sealed, because it holds a link that logs
 * somebody in, and it is erased when it was sent or given up. Nothing where mail is off.
 */
export async function queueMail(
  { clock, keyring, mail }: Pick<Accounts, 'clock' | 'keyring' | 'mail'>,
  { to, userId, data, isWithheld = false }: NewMail,
  { in: kysely }: QueueOptions,
): Promise<void> {
  if (mail === undefined) return;
  const now = clock();
  await kysely
    .insertInto('mails')
    .values({
      user_id: userId ?? null,
      template: data.template,
      recipient: to,
      body: keyring.seal(purpose, JSON.stringify(mail.compose(data))),
      created_at: now,
      next_try_at: now,
      sent_at: null,
      given_up_at: null,
      error: null,
      is_withheld: isWithheld ? 1 : 0,
    })
    .execute();
}

/** `undefined`: sealed with keys that are gone. */
export function openBody({ keyring }: Pick<Accounts, 'keyring'>, body: string): ComposedMail | undefined {
  const text = keyring.unseal(purpose, body);
  if (text === undefined) return undefined;
  // Proof: `queueMail` alone seals for this purpose.
  return JSON.parse(text) as ComposedMail;
}
