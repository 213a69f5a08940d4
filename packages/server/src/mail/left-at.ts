import type { Deliver, DeliveryOutcome } from '@latchkey/accounts';

/**
 * Whoever carries the mail is told to stop, and nobody waits whether he does. Promise and signal are each delivery's own: what
 * is raced against a promise that lasts, or hears a signal that lasts, is kept in memory as long as that.
 */
export function leftAt(leaving: AbortSignal, deliver: Deliver): Deliver {
  return async (mail, { signal }) => {
    if (leaving.aborted) return stopped;
    const over = new AbortController();
    const left = Promise.withResolvers<DeliveryOutcome>();
    const stop = () => over.abort();
    const leave = () => {
      left.resolve(stopped);
      stop();
    };
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop);
    leaving.addEventListener('abort', leave);
    try {
      return await Promise.race([deliver(mail, { signal: over.signal }), left.promise]);
    } finally {
      signal.removeEventListener('abort', stop);
      leaving.removeEventListener('abort', leave);
    }
  };
}

const stopped: DeliveryOutcome = { ok: false, isPermanent: false, error: 'stopped' };
