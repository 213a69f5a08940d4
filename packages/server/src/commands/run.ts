import { readFileSync } from 'node:fs';
import { loadSettings, readSettings } from '../settings/load-settings.ts';
import { makeKey } from '../settings/make-key.ts';
import type { Environment } from '../settings/settings.ts';
import { isStartRefused } from '../start-refused.ts';
import { type Command, type MailPreview, parseCommandLine } from './command-line.ts';
import type { ExitCode, Terminal } from './terminal.ts';

export interface RunOptions {
  readonly terminal: Terminal;
  readonly environment: Environment;
  /** Where `.env` is looked for, and where relative paths start. */
  readonly folder: string;
}

/** One command line, from its words to its exit code. */
export async function run(words: readonly string[], options: RunOptions): Promise<ExitCode> {
  const { terminal } = options;
  const understood = parseCommandLine(words);
  if (!understood.ok) {
    complain(terminal, [understood.problem, `See: ${understood.help}`]);
    return 2;
  }
  try {
    return await obey(understood.command, options);
  } catch (error) {
    if (!isStartRefused(error)) throw error;
    complain(terminal, [error.message]);
    return 1;
  }
}

async function obey(command: Command, options: RunOptions): Promise<ExitCode> {
  const { output } = options.terminal;
  if (command.name === 'help') output.write(command.text);
  else if (command.name === 'version') output.write(`${version()}\n`);
  else if (command.name === 'secret') output.write(`${makeKey()}\n`);
  else if (command.name === 'mail preview') return preview(command, options);
  else return withSettings(command, options);
  return 0;
}

type CommandWithSettings = Exclude<Command, { name: 'help' | 'version' | 'secret' | 'mail preview' }>;

/** The pages and the database are loaded only where they are needed: help and refusals come at once. */
async function withSettings(command: CommandWithSettings, options: RunOptions): Promise<ExitCode> {
  const mayCreate = command.name === 'serve' || command.name === 'users add';
  const loaded = loadSettings({ ...options, mayCreate });
  if (!loaded.ok) return refuseSettings(loaded.problems, options);
  if (command.name === 'serve') {
    const { serve } = await import('./serve.ts');
    return serve(loaded.settings, loaded.created);
  }
  if (command.name === 'gc') {
    const { collectGarbage } = await import('./gc.ts');
    return collectGarbage(loaded.settings, options.terminal);
  }
  if (command.name === 'mail list' || command.name === 'mail retry') {
    const { runMailCommand } = await import('./mail.ts');
    return runMailCommand(command, loaded.settings, options.terminal);
  }
  const { runUsersCommand } = await import('./users.ts');
  return runUsersCommand(command, loaded, options.terminal);
}

/** Needs no database, and so makes neither folder nor key. */
async function preview(command: MailPreview, options: RunOptions): Promise<ExitCode> {
  const read = readSettings(options);
  if (!read.ok) return refuseSettings(read.problems, options);
  const { previewMail } = await import('./mail-preview.ts');
  return previewMail(command, read.settings, options.terminal);
}

function refuseSettings(problems: readonly string[], { terminal }: RunOptions): ExitCode {
  complain(terminal, [...problems, 'docs/settings.md explains every setting.']);
  return 1;
}

function version(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  const { version }: { version?: unknown } = JSON.parse(text);
  return String(version);
}

function complain(terminal: Terminal, sentences: readonly string[]): void {
  for (const sentence of sentences) terminal.errors.write(`latchkey: ${sentence}\n`);
}
