import type { ExpressionBuilder, ExpressionWrapper, SqlBool } from 'kysely';
import type { Accounts } from '../accounts.ts';
import type { Schema } from '../database/schema.ts';

/** A mail that is this process's to send, until `locked_until`. */
export interface ClaimedMail {
  readonly id: number;
  readonly user_id: string | null;
  readonly recipient: string;
  readonly body: string;
  readonly created_at: number;
  /** This one counts. */
  readonly tries: number;
  readonly locked_until: number;
}

/** Longer than any delivery may take. A process that was killed meanwhile leaves its mails to the others after this. */
const leaseMs = 120_000;

type Mails = ExpressionBuilder<Schema, 'mails'>;
type Condition = ExpressionWrapper<Schema, 'mails', SqlBool>;

/** Whether anything is to be done: one look into an index, that may be asked four times a second. */
export async function hasDueMail({
  clock,
  database,
}: Pick<Accounts, 'clock' | 'database'>): Promise<boolean> {
  const due = database.kysely.selectFrom('mails').select('id').where(isDue(clock())).limit(1);
  return (await due.executeTakeFirst()) !== undefined;
}

/** Written so that nobody can time the difference; nobody is to have them. */
export async function deleteWithheld({ clock, database }: Accounts): Promise<void> {
  await database.kysely.deleteFrom('mails').where('is_withheld', '=', 1).where(isDue(clock())).execute();
}

/**
 * Takes the mail that has waited longest. One statement finds and takes it: of two processes that ask at the same moment
 * each has another, or none. A try counts from here, so that a mail which kills whoever sends it is not sent for ever.
 */
export async function claimDue({ clock, database }: Accounts): Promise<ClaimedMail | undefined> {
  const now = clock();
  const claimed = await database.kysely
    .updateTable('mails')
    .set((set) => ({ locked_until: now + leaseMs, tries: set('tries', '+', 1) }))
    .where('id', '=', (mails) =>
      mails
        .selectFrom('mails')
        .select('id')
        .where('is_withheld', '=', 0)
        .where(isDue(now))
        .orderBy('next_try_at')
        .limit(1),
    )
    .returning(['id', 'user_id', 'recipient', 'body', 'created_at', 'tries', 'locked_until'])
    .executeTakeFirst();
  // What is due has a body; the type cannot know.
  return claimed === undefined || claimed.body === null ? undefined : { ...claimed, body: claimed.body };
}

function isDue(now: number): (is: Mails) => Condition {
  return (is) =>
    is.and([is('body', 'is not', null), is('next_try_at', '<=', now), is('locked_until', '<=', now)]);
}

/** Neither sent nor given up. */
export function isOpen({ id }: ClaimedMail): (is: Mails) => Condition {
  return (is) => is.and([is('id', '=', id), is('body', 'is not', null)]);
}

/** Nobody else has taken it since. */
export function isStillOurs(mail: ClaimedMail): (is: Mails) => Condition {
  return (is) => is.and([isOpen(mail)(is), is('locked_until', '=', mail.locked_until)]);
}
