import { setTimeout as wait } from 'node:timers/promises';
import {
  type Accounts,
  type Deliver,
  type DeliveryOutcome,
  deliverDue,
  hasDueMail,
} from '@latchkey/accounts';
import { codeOf } from '../error-code.ts';
import type { Log } from '../log.ts';
import { leftAt } from './left-at.ts';

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
 * go on. What fails is logged once an hour, until it fails in another way or works again: a mail server may be down for long.
 */
export function startMailing(accounts: Accounts, deliver: Deliver, options: MailingOptions): Mailing {
  const { log, everyMs = 250, graceMs = 10_000 } = options;
  const stopping = new AbortController();
  const leaving = new AbortController();
  const { signal } = stopping;
  const carry = leftAt(leaving.signal, reporting(deliver, log));
  const places = openPlaces(accounts, carry, { log, signal });
  const watch = watching(log, 'Looking for mails to send failed.');
  const looking = again(() => watch(places.fill), { everyMs, signal });
  return {
    async stop() {
      stopping.abort();
      await looking;
      const grace = setTimeout(() => leaving.abort(), graceMs);
      await places.empty();
      clearTimeout(grace);
    },
  };
}

interface Places {
  /** While something is due, until all are taken. Each sends one mail after the other, and is free when nothing is due. */
  fill(): Promise<void>;
  /** Resolves when nothing is under way. */
  empty(): Promise<void>;
}

interface PlacesOptions {
  readonly log: Log;
  readonly signal: AbortSignal;
}

function openPlaces(accounts: Accounts, carry: Deliver, { log, signal }: PlacesOptions): Places {
  const watch = watching(log, 'Sending mails failed.');
  const taken = new Set<Promise<void>>();
  const take = () => {
    const place = watch(() => deliverDue(accounts, carry, { signal, atOnce: 1 }));
    taken.add(place);
    void place.then(() => taken.delete(place));
  };
  return {
    async fill() {
      const isDue = taken.size < atOnce && (await hasDueMail(accounts));
      while (isDue && taken.size < atOnce && !signal.aborted) take();
    },
    async empty() {
      await Promise.all(taken);
    },
  };
}

interface AgainOptions {
  readonly everyMs: number;
  readonly signal: AbortSignal;
}

/** Does it, waits, and does it again; resolves when it is told to stop and what was begun is done. */
async function again(work: () => Promise<void>, { everyMs, signal }: AgainOptions): Promise<void> {
  while (!signal.aborted) {
    // What it throws is that it was told to stop.
    await wait(everyMs, undefined, { signal, ref: false }).catch(() => undefined);
    if (!signal.aborted) await work();
  }
}

/** Says what becomes of mails, by their ids: the log is read by more people than may know who has an account. */
function reporting(deliver: Deliver, log: Log): Deliver {
  let reported: string | undefined;
  let reportedAtMs = 0;
  return async (mail, options) => {
    const outcome = await deliver(mail, options).catch(failed);
    const reason = outcome.ok ? undefined : outcome.error;
    const nowMs = performance.now();
    if (!outcome.ok && (reason !== reported || nowMs - reportedAtMs >= hourMs)) {
      reportedAtMs = nowMs;
      const what = outcome.isPermanent
        ? 'A mail was refused.'
        : 'A mail was not sent; it is tried again. See: latchkey mail list';
      log.warn({ mail: mail.id, reason }, what);
    }
    if (outcome.ok && reported !== undefined) log.info('Mails are sent again.');
    reported = reason;
    return outcome;
  };
}

const hourMs = 3_600_000;

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
