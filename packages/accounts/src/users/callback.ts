import { codedError } from '../errors.ts';

const limitMs = 1_000;

/**
 * Runs an application's callback inside a transaction, for a second at most: the transaction holds the only
 * write lock there is. Afterwards its transaction is over, and refuses whatever the callback still tries.
 * @throws `callback-too-slow`
 */
export async function runCallback(work: () => Promise<void>): Promise<void> {
  const { promise: tooLate, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    reject(codedError('callback-too-slow', `A callback took longer than ${limitMs} ms; all was undone.`));
  }, limitMs);
  try {
    await Promise.race([work(), tooLate]);
  } finally {
    clearTimeout(timer);
  }
}
