import { printable } from '../log.ts';
import type { ExitCode, Terminal } from './terminal.ts';

/** One sentence of success. */
export function say(terminal: Terminal, sentence: string): ExitCode {
  sayAll(terminal, [sentence]);
  return 0;
}

export function sayAll({ output }: Terminal, sentences: readonly string[]): void {
  for (const sentence of sentences) output.write(`${printable(sentence)}\n`);
}

/** It could not be done, and why. */
export function refuse({ errors }: Terminal, sentences: readonly string[]): ExitCode {
  for (const sentence of sentences) errors.write(`latchkey: ${printable(sentence)}\n`);
  return 1;
}
