import { type Accounts, sweep } from '@latchkey/accounts';
import type { Log } from './log.ts';

export interface SweepingOptions {
  readonly log: Log;
  /** From the end of one sweep to the begin of the next; 600,000. */
  readonly everyMs?: number;
}

export interface Sweeping {
  /** No sweep begins any more, and the one that runs stops at its next step: then the database may be closed. */
  stop(): Promise<void>;
}

/** Deletes what has expired, every ten minutes. A failure is logged, and the next turn tries again. */
export function sweepRegularly(
  accounts: Accounts,
  { log, everyMs = 10 * 60 * 1000 }: SweepingOptions,
): Sweeping {
  const stopping = new AbortController();
  const { signal } = stopping;
  let running = Promise.resolve();
  let timer = later();

  function later(): NodeJS.Timeout {
    return setTimeout(() => {
      running = sweepOnce();
    }, everyMs).unref();
  }

  async function sweepOnce(): Promise<void> {
    try {
      const { failed } = await sweep(accounts, { signal });
      for (const { userId, error } of failed)
        log.error({ userId, error }, 'An account could not be deleted.');
    } catch (error) {
      log.error({ error }, 'Sweeping failed.');
    }
    if (!signal.aborted) timer = later();
  }

  return {
    async stop() {
      stopping.abort();
      clearTimeout(timer);
      await running;
    },
  };
}
