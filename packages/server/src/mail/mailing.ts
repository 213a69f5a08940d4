import {
  type Accounts,
  type Deliver,
  type DeliveryOutcome,
  deliverDue,
  hasDueMail,
} from '@latchkey/accounts';
import { codeOf } from '../error-code.ts';
import type { Log } from '../log.ts';

export interface MailingOptions {
  readonly log: Log;
  /** How often it looks; 250. */
  readonly everyMs?: number;
  /** How long `stop` waits for what is being sent; 10,000. */
  readonly graceMs?: number;
}

export interface Mailing {
  /**
   * No mail is begun any more; those that are under way are finished, or after `graceMs` left to their next try. Then the
   * database may be closed.
   */
  stop(): Promise<void>;
}

/** Mails that are under way at the same time. */
const atOnce = 5;

/**
 * Sends what is due, and looks for it four times a second. A mail that takes long keeps one of five places, and the others
 * go on. What fails is logged once, until it fails in another way or works again: a mail server may be down for hours.
 */
export function startMailing(accounts: Accounts, deliver: Deliver, options: MailingOptions): Mailing {
  const { log, everyMs = 250, graceMs = 10_000 } = options;
  const stopping = new AbortController();
  const leaving = new AbortController();
  const carry = leftAt(leaving.signal, reporting(deliver, log));
  const watchLook = watching(log, 'Looking for mails to send failed.');
  const watchPlace = watching(log, 'Sending mails failed.');
  const places = new Set<Promise<void>>();
  let looking = Promise.resolve();
  let timer = later();

  function later(): NodeJS.Timeout {
    return setTimeout(() => {
      looking = look();
    }, everyMs).unref();
  }

  async function look(): Promise<void> {
    await watchLook(async () => {
      const isDue = places.size < atOnce && (await hasDueMail(accounts));
      while (isDue && places.size < atOnce && !stopping.signal.aborted) takePlace();
    });
    if (!stopping.signal.aborted) timer = later();
  }

  function takePlace(): void {
    const { signal } = stopping;
    const place = watchPlace(() => deliverDue(accounts, carry, { signal, atOnce: 1 }));
    places.add(place);
    void place.then(() => places.delete(place));
  }

  return {
    async stop() {
      stopping.abort();
      clearTimeout(timer);
      await looking;
      const grace = setTimeout(() => leaving.abort(), graceMs);
      await Promise.all(places);
      clearTimeout(grace);
    },
  };
}

/** Whoever carries the mail is told to stop, and nobody waits whether he does. */
function leftAt(leaving: AbortSignal, deliver: Deliver): Deliver {
  const left = new Promise<DeliveryOutcome>((resolve) => {
    const outcome = { ok: false, isPermanent: false, error: 'stopped' } as const;
    leaving.addEventListener('abort', () => resolve(outcome), { once: true });
  });
  return async (mail, { signal }) =>
    await Promise.race([deliver(mail, { signal: AbortSignal.any([signal, leaving]) }), left]);
}

/** Says what becomes of mails, by their ids: the log is read by more people than may know who has an account. */
function reporting(deliver: Deliver, log: Log): Deliver {
  let reported: string | undefined;
  return async (mail, options) => {
    const outcome = await deliver(mail, options).catch(failed);
    const reason = outcome.ok ? undefined : outcome.error;
    if (!outcome.ok && reason !== reported) {
      const what = outcome.isPermanent ? 'A mail was refused.' : 'A mail was not sent; it is tried again.';
      log.warn({ mail: mail.id, reason }, what);
    }
    if (outcome.ok && reported !== undefined) log.info('Mails are sent again.');
    reported = reason;
    return outcome;
  };
}

function failed(error: unknown): DeliveryOutcome {
  return { ok: false, isPermanent: false, error: codeOf(error) ?? 'failed' };
}

/** Runs work whose failures are logged, equal ones in a row once. */
function watching(log: Log, message: string): (work: () => Promise<void>) => Promise<void> {
  let logged: string | undefined;
  return async (work) => {
    try {
      await work();
      logged = undefined;
    } catch (error) {
      const kind = codeOf(error) ?? String(error);
      if (kind !== logged) log.error({ error }, message);
      logged = kind;
    }
  };
}
