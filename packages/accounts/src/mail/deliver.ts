import type { Accounts } from '../accounts.ts';
import { recordAudit } from '../audit/record.ts';
import { type ClaimedMail, claimDue, deleteWithheld, hasDueMail, isOpen, isStillOurs } from './claim.ts';
import type { ComposedMail } from './mail.ts';
import { openBody } from './queue.ts';

/** One mail as it is handed to whatever sends it. */
export interface OutgoingMail extends ComposedMail {
  /** The same at each try, and never another mail's. */
  readonly id: number;
  /** One address, as it is stored. */
  readonly recipient: string;
  /** When it was written, UTC milliseconds. */
  readonly createdAtMs: number;
}

export type DeliveryOutcome =
  | { readonly ok: true }
  | {
      readonly ok: false;
      /** This recipient will never have it: it is not tried again. */
      readonly isPermanent: boolean;
      /** A few words for the operator. They are stored: nothing of the mail, and no password. */
      readonly error: string;
    };

/**
 * Hands one mail over to what carries it on. Aborted, it has taken too long. What it throws counts as a failure that may
 * pass; of that only the error's code is kept, for its message may repeat the mail.
 */
export type Deliver = (mail: OutgoingMail, options: DeliverOptions) => Promise<DeliveryOutcome>;

export interface DeliverOptions {
  readonly signal: AbortSignal;
}

export interface DeliverDueOptions {
  /** No mail is begun any more; those that are under way are finished. */
  readonly signal?: AbortSignal;
  /** Mails that are delivered at the same time, at most; 5. */
  readonly atOnce?: number;
  /** How long one may take; 60,000. At most that: the mail is another process's again after two minutes. */
  readonly timeoutMs?: number;
}

/**
 * Delivers what is due, and resolves when nothing more is. At least once: a process that is killed between delivery and
 * its record leaves the mail to be sent again, never lost. Several processes may do this at the same time; each mail is
 * one's. A failure is tried again after 1, 5, 15, 60, 240 and 720 minutes, eight times in all.
 */
export async function deliverDue(
  accounts: Accounts,
  deliver: Deliver,
  options: DeliverDueOptions = {},
): Promise<void> {
  const { signal, atOnce = 5, timeoutMs = mostMs } = options;
  if (!(await hasDueMail(accounts))) return;
  await deleteWithheld(accounts);
  const work = async () => {
    while (!signal?.aborted) {
      const mail = await claimDue(accounts);
      if (mail === undefined) return;
      await deliverOne(accounts, { mail, deliver, timeoutMs: Math.min(timeoutMs, mostMs) });
    }
  };
  const ended = await Promise.allSettled(Array.from({ length: atOnce }, work));
  for (const end of ended) if (end.status === 'rejected') throw end.reason;
}

const mostMs = 60_000;
const minuteMs = 60_000;
/** After the first try, the second, and so on. */
const waitMinutes = [1, 5, 15, 60, 240, 720, 720] as const;
const mostTries = waitMinutes.length + 1;

interface Delivery {
  readonly mail: ClaimedMail;
  readonly deliver: Deliver;
  readonly timeoutMs: number;
}

async function deliverOne(accounts: Accounts, { mail, deliver, timeoutMs }: Delivery): Promise<void> {
  if (mail.tries > mostTries) {
    await giveUp(accounts, mail, { detail: 'too-many-tries', error: 'unfinished' });
    return;
  }
  const body = openBody(accounts, mail.body);
  if (body === undefined) {
    await giveUp(accounts, mail, { detail: 'unreadable', error: 'unreadable' });
    return;
  }
  const { id, recipient, created_at } = mail;
  const { subject, text, html } = body;
  const outcome = await inTime(timeoutMs, (signal) =>
    deliver({ id, recipient, createdAtMs: created_at, subject, text, html }, { signal }),
  );
  if (outcome.ok) {
    await markSent(accounts, mail);
    return;
  }
  const error = plain(outcome.error);
  const wait = waitMinutes[mail.tries - 1];
  if (outcome.isPermanent) await giveUp(accounts, mail, { detail: 'refused', error });
  else if (wait === undefined) await giveUp(accounts, mail, { detail: 'too-many-tries', error });
  else await tryLater(accounts, mail, { error, waitMs: jittered(accounts, wait * minuteMs) });
}

async function inTime(
  timeoutMs: number,
  work: (signal: AbortSignal) => Promise<DeliveryOutcome>,
): Promise<DeliveryOutcome> {
  const tooLong = new AbortController();
  const late = Promise.withResolvers<DeliveryOutcome>();
  const timer = setTimeout(() => {
    late.resolve({ ok: false, isPermanent: false, error: 'timeout' });
    tooLong.abort();
  }, timeoutMs);
  try {
    return await Promise.race([work(tooLong.signal), late.promise]);
  } catch (error) {
    return { ok: false, isPermanent: false, error: codeIn(error) ?? 'failed' };
  } finally {
    clearTimeout(timer);
  }
}

function codeIn(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

/** One short line, whatever it was: an operator's terminal shows it. */
function plain(error: string): string {
  return error.replace(/[^\x20-\x7e]+/g, ' ').slice(0, 120);
}

/** ±10 %, so that the mails of an hour without a mail server do not all come back at the same moment. */
function jittered({ random }: Accounts, ms: number): number {
  const [high = 0, low = 0] = random(2);
  return Math.round(ms * (0.9 + (0.2 * (high * 256 + low)) / 65_535));
}

/** It was sent, so that is written down even when somebody else has the mail by now. */
async function markSent({ clock, database }: Accounts, mail: ClaimedMail): Promise<void> {
  await database.kysely
    .updateTable('mails')
    .set({ body: null, sent_at: clock(), locked_until: 0, error: null })
    .where(isOpen(mail))
    .execute();
}

interface Failure {
  readonly error: string;
}

async function tryLater(
  { clock, database }: Accounts,
  mail: ClaimedMail,
  { error, waitMs }: Failure & { readonly waitMs: number },
): Promise<void> {
  await database.kysely
    .updateTable('mails')
    .set({ next_try_at: clock() + waitMs, locked_until: 0, error })
    .where(isStillOurs(mail))
    .execute();
}

async function giveUp(
  accounts: Accounts,
  mail: ClaimedMail,
  { error, detail }: Failure & { readonly detail: string },
): Promise<void> {
  await accounts.database.kysely.transaction().execute(async (transaction) => {
    const given = await transaction
      .updateTable('mails')
      .set({ body: null, given_up_at: accounts.clock(), locked_until: 0, error })
      .where(isStillOurs(mail))
      .executeTakeFirst();
    if (given.numUpdatedRows === 0n) return;
    const userId = mail.user_id ?? undefined;
    await recordAudit(
      accounts,
      { event: 'mail-given-up', result: 'info', actor: 'latchkey', detail, userId },
      { in: transaction },
    );
  });
}
