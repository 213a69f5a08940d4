import type { Messages } from '../messages/messages.ts';

/** What a log-in was proven by, in words; an application's own factors have none. */
export function factorsInWords(text: Messages, factors: readonly string[]): string {
  return factors.flatMap((factor) => factorInWords(text, factor) ?? []).join(', ');
}

function factorInWords(text: Messages, factor: string): string | undefined {
  const id = `factor.${factor}`;
  return isFactorId(text, id) ? text[id] : undefined;
}

type FactorId = Extract<keyof Messages, `factor.${string}`>;

function isFactorId(text: Messages, id: string): id is FactorId {
  return id.startsWith('factor.') && Object.hasOwn(text, id);
}
