import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import type { Terminal } from './terminal.ts';

export type AskedPassword =
  | { readonly ok: true; readonly password: string }
  | { readonly ok: false; readonly problem: string };

/** Twice and without echo at a terminal; else one line of standard input. Never an argument: `ps` shows those. */
export function askPassword(terminal: Terminal): Promise<AskedPassword> {
  return terminal.input.isTTY ? askTwice(terminal) : readOnce(terminal);
}

async function askTwice({ input, errors }: Terminal): Promise<AskedPassword> {
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input, output: nowhere, terminal: true, historySize: 0 });
  lines.once('SIGINT', () => lines.close());
  const answers: string[] = [];
  errors.write('Password: ');
  for await (const line of lines) {
    answers.push(line);
    errors.write(answers.length === 1 ? '\nOnce more: ' : '\n');
    if (answers.length === 2) break;
  }
  const [first, second] = answers;
  if (first === undefined || second === undefined) {
    errors.write('\n');
    return { ok: false, problem: 'Nothing was changed.' };
  }
  if (first !== second) return { ok: false, problem: 'The two passwords differ. Nothing was changed.' };
  return { ok: true, password: first };
}

const mostBytes = 4096;

async function readOnce({ input }: Terminal): Promise<AskedPassword> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of input) {
    chunks.push(Buffer.from(chunk));
    size += chunks.at(-1)?.length ?? 0;
    if (size > mostBytes) return { ok: false, problem: 'Standard input is too long for a password.' };
  }
  const line = decode(Buffer.concat(chunks))?.replace(/\r?\n$/, '');
  if (line === undefined) return { ok: false, problem: 'The password on standard input is not UTF-8.' };
  if (line === '') return { ok: false, problem: 'Standard input holds no password.' };
  if (/[\r\n]/.test(line)) return { ok: false, problem: 'Standard input holds more than one line.' };
  return { ok: true, password: line };
}

function decode(bytes: Buffer): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
