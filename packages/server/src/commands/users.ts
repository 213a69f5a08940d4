import {
  type Accounts,
  addUser,
  deleteUser,
  disableUser,
  enableUser,
  endSessions,
  findUser,
  listUsers,
  makeResetLink,
  type User,
  unlockUser,
} from '@latchkey/accounts';
import { english, faultText, mailedLink } from '@latchkey/web';
import { baseUrlOf } from '../local-url.ts';
import { openAccounts } from '../open-accounts.ts';
import type { Settings } from '../settings/settings.ts';
import type { Command, OnOneUser } from './command-line.ts';
import { removeFactors } from './remove-factors.ts';
import { refuse, say, sayAll } from './say.ts';
import { isoTime, minute, table } from './table.ts';
import type { ExitCode, Terminal } from './terminal.ts';
import { whetherTold } from './told.ts';

export type UsersCommand = Extract<
  Command,
  { name: 'users list' | 'users add' | 'users delete' | OnOneUser }
>;

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
    const place = { accounts, terminal, baseUrl: baseUrlOf(loaded.settings) };
    if (command.name === 'users add') return await add(place, command);
    if (command.name === 'users delete') return await remove(place, command);
    return await changeOne(place, command);
  } finally {
    await accounts.database.close();
  }
}

async function list(accounts: Accounts, json: boolean, { output }: Terminal): Promise<ExitCode> {
  const users = await listUsers(accounts);
  if (json) output.write(`${JSON.stringify(users.map(asJson), null, 2)}\n`);
  else if (users.length === 0) output.write('There is no account yet.\n');
  else output.write(table(headings, users.map(asRow)));
  return 0;
}

const headings = ['NAME', 'E-MAIL', 'PROVEN', 'TWO-STEP', 'MADE', 'LAST LOG-IN', 'STATE'];

function asRow(user: User): string[] {
  return [
    user.username ?? '-',
    user.email ?? '-',
    user.email === undefined ? '-' : user.emailVerifiedAtMs === undefined ? 'no' : 'yes',
    user.secondFactorSinceMs === undefined ? 'no' : 'yes',
    minute(user.createdAtMs) ?? '-',
    minute(user.lastLogInAtMs) ?? 'never',
    stateOf(user),
  ];
}

function stateOf({ disabledAtMs, deletesAtMs }: User): string {
  if (disabledAtMs !== undefined) return 'disabled';
  return deletesAtMs === undefined ? 'active' : 'waiting to be deleted';
}

function asJson(user: User) {
  return {
    id: user.id,
    username: user.username ?? null,
    email: user.email ?? null,
    emailVerifiedAt: isoTime(user.emailVerifiedAtMs),
    createdAt: isoTime(user.createdAtMs),
    lastLogInAt: isoTime(user.lastLogInAtMs),
    disabledAt: isoTime(user.disabledAtMs),
    deletesAt: isoTime(user.deletesAtMs),
    secondFactorSince: isoTime(user.secondFactorSinceMs),
  };
}

interface Place {
  readonly accounts: Accounts;
  readonly terminal: Terminal;
  /** Where the links that are printed begin. */
  readonly baseUrl: string;
}

async function add(
  place: Place,
  { username, email }: { readonly username: string; readonly email: string },
): Promise<ExitCode> {
  const { accounts, terminal } = place;
  const added = await addUser(accounts, { username, email });
  if (!added.ok) {
    return refuse(
      terminal,
      added.faults.map((fault) => faultText(english, fault)),
    );
  }
  say(terminal, `Made the account ${added.user.name}.`);
  return sayResetLink(place, added.user);
}

/** The operator hands it over; so nobody but the owner ever knows the password. */
async function sayResetLink({ accounts, terminal, baseUrl }: Place, user: User): Promise<ExitCode> {
  const token = await makeResetLink(accounts, user);
  sayAll(terminal, [
    'Give this link to its owner, who chooses the password there. It works once, within 24 hours:',
    mailedLink({ baseUrl }, '/reset', token),
  ]);
  return 0;
}

async function changeOne(
  place: Place,
  { name, identifier }: { readonly name: OnOneUser; readonly identifier: string },
): Promise<ExitCode> {
  const { accounts, terminal } = place;
  const user = await findUser(accounts, identifier);
  if (!user) return refuseUnknown(terminal, identifier);
  if (name === 'users reset-link') return resetLinkFor(place, user);
  if (name === 'users remove-factors') return await removeFactors(accounts, user, terminal);
  const { change, done } = changes[name];
  await change(accounts, user);
  return say(terminal, done(user.name));
}

function resetLinkFor(place: Place, user: User): ExitCode | Promise<ExitCode> {
  if (user.disabledAtMs === undefined) return sayResetLink(place, user);
  return refuse(place.terminal, [
    `${user.name} is disabled, and a link would be worth nothing. "latchkey users enable" lets the account in again.`,
  ]);
}

async function remove(
  { accounts, terminal }: Place,
  { identifier, yes }: { readonly identifier: string; readonly yes: boolean },
): Promise<ExitCode> {
  const user = await findUser(accounts, identifier);
  if (!user) return refuseUnknown(terminal, identifier);
  if (!yes) {
    return refuse(terminal, [
      `This would delete ${user.name} (${inWords(user)}), at once and for good.`,
      'Nothing is deleted without --yes.',
    ]);
  }
  // Somebody else may have been faster; then it is gone all the same.
  const isDone = await deleteUser(accounts, user);
  sayAll(terminal, [`${user.name} is deleted.`, ...(isDone ? [whetherTold(accounts, user)] : [])]);
  return 0;
}

/** Enough to see whether it is the one that was meant. */
function inWords({ email, createdAtMs, lastLogInAtMs }: User): string {
  const times = [`made ${minute(createdAtMs)}`, `last log-in ${minute(lastLogInAtMs) ?? 'never'}`];
  return [email ?? 'without an address', ...times].join(', ');
}

function refuseUnknown(terminal: Terminal, identifier: string): ExitCode {
  return refuse(terminal, [`There is no account ${identifier}. "latchkey users list" shows them.`]);
}

interface Change {
  readonly change: (accounts: Accounts, user: User) => Promise<unknown>;
  readonly done: (name: string) => string;
}

const changes: Readonly<Record<Exclude<OnOneUser, 'users reset-link' | 'users remove-factors'>, Change>> = {
  'users disable': { change: disableUser, done: (name) => `${name} is disabled, and logged out everywhere.` },
  'users enable': { change: enableUser, done: (name) => `${name} may log in again.` },
  'users unlock': { change: unlockUser, done: (name) => `${name} may try again at once.` },
  'users end-sessions': { change: endSessions, done: (name) => `${name} is logged out everywhere.` },
};
