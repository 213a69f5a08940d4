import {
  type Accounts,
  addUser,
  disableUser,
  enableUser,
  endSessions,
  findUser,
  listUsers,
  type User,
  unlockUser,
} from '@latchkey/accounts';
import { createMessages, faultText } from '@latchkey/web';
import { printable } from '../log.ts';
import { openAccounts } from '../open-accounts.ts';
import type { Settings } from '../settings/settings.ts';
import { askPassword } from './ask-password.ts';
import type { Command, OnOneUser } from './command-line.ts';
import { table } from './table.ts';
import type { ExitCode, Terminal } from './terminal.ts';

export type UsersCommand = Extract<Command, { name: 'users list' | 'users add' | OnOneUser }>;

/** Works on the database itself, also while a server is running on it. @throws `start-refused` */
export async function runUsersCommand(
  command: UsersCommand,
  loaded: { readonly settings: Settings; readonly created: readonly string[] },
  terminal: Terminal,
): Promise<ExitCode> {
  const { accounts, created } = await openAccounts(loaded.settings);
  try {
    if (command.name === 'users add') sayAll(terminal, [...loaded.created, ...created]);
    if (command.name === 'users list') return await list(accounts, command.json, terminal);
    if (command.name === 'users add') return await add(accounts, command, terminal);
    return await changeOne(accounts, command, terminal);
  } finally {
    await accounts.database.close();
  }
}

async function list(accounts: Accounts, json: boolean, { output }: Terminal): Promise<ExitCode> {
  const users = await listUsers(accounts);
  if (json) output.write(`${JSON.stringify(users.map(asJson), null, 2)}\n`);
  else if (users.length === 0) output.write('There is no account yet.\n');
  else output.write(table(['NAME', 'E-MAIL', 'MADE', 'LAST LOG-IN', 'STATE'], users.map(asRow)));
  return 0;
}

function asRow(user: User): string[] {
  return [
    user.username ?? '-',
    user.email ?? '-',
    minute(user.createdAtMs) ?? '-',
    minute(user.lastLogInAtMs) ?? 'never',
    user.disabledAtMs === undefined ? 'active' : 'disabled',
  ];
}

function asJson(user: User) {
  return {
    id: user.id,
    username: user.username ?? null,
    email: user.email ?? null,
    createdAt: isoTime(user.createdAtMs),
    lastLogInAt: isoTime(user.lastLogInAtMs),
    disabledAt: isoTime(user.disabledAtMs),
  };
}

function isoTime(atMs: number | undefined): string | null {
  return atMs === undefined ? null : new Date(atMs).toISOString();
}

function minute(atMs: number | undefined): string | undefined {
  return isoTime(atMs)?.slice(0, 16).replace('T', ' ');
}

async function add(
  accounts: Accounts,
  { username, email }: { username: string; email: string },
  terminal: Terminal,
): Promise<ExitCode> {
  const asked = await askPassword(terminal);
  if (!asked.ok) return refuse(terminal, [asked.problem]);
  const added = await addUser(accounts, { username, email, password: asked.password });
  if (added.ok) return say(terminal, `Made the account ${added.user.name}.`);
  if (added.reason === 'faults') {
    const text = createMessages();
    return refuse(
      terminal,
      added.faults.map((fault) => faultText(text, fault)),
    );
  }
  return refuse(terminal, ['The password could not be hashed in time. Please try again.']);
}

async function changeOne(
  accounts: Accounts,
  { name, identifier }: { name: OnOneUser; identifier: string },
  terminal: Terminal,
): Promise<ExitCode> {
  const user = await findUser(accounts, identifier);
  if (!user)
    return refuse(terminal, [`There is no account ${identifier}. "latchkey users list" shows them.`]);
  const { change, done } = changes[name];
  await change(accounts, user);
  return say(terminal, done(user.name));
}

interface Change {
  readonly change: (accounts: Accounts, user: User) => Promise<unknown>;
  readonly done: (name: string) => string;
}

const changes: Readonly<Record<OnOneUser, Change>> = {
  'users disable': { change: disableUser, done: (name) => `${name} is disabled, and logged out everywhere.` },
  'users enable': { change: enableUser, done: (name) => `${name} may log in again.` },
  'users unlock': { change: unlockUser, done: (name) => `${name} may try again at once.` },
  'users end-sessions': { change: endSessions, done: (name) => `${name} is logged out everywhere.` },
};

function say(terminal: Terminal, sentence: string): ExitCode {
  sayAll(terminal, [sentence]);
  return 0;
}

function sayAll({ output }: Terminal, sentences: readonly string[]): void {
  for (const sentence of sentences) output.write(`${printable(sentence)}\n`);
}

function refuse({ errors }: Terminal, sentences: readonly string[]): ExitCode {
  for (const sentence of sentences) errors.write(`latchkey: ${printable(sentence)}\n`);
  return 1;
}
