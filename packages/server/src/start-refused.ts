import { codeOf } from './error-code.ts';

/** The server cannot start, for a reason its operator can do something about: the message is the sentence for them. */
export type StartRefused = Error & { readonly code: 'start-refused' };

export function startRefused(sentence: string, cause?: unknown): StartRefused {
  return Object.assign(new Error(sentence, { cause }), { code: 'start-refused' as const });
}

export function isStartRefused(error: unknown): error is StartRefused {
  return codeOf(error) === 'start-refused';
}
