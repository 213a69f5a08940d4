import { type Accounts, type ListedMail, listMails, retryMail } from '@latchkey/accounts';
import { openAccounts } from '../open-accounts.ts';
import type { Settings } from '../settings/settings.ts';
import type { Command } from './command-line.ts';
import { refuse, say } from './say.ts';
import { isoTime, minute, table } from './table.ts';
import type { ExitCode, Terminal } from './terminal.ts';

export type MailCommand = Extract<Command, { name: 'mail list' | 'mail retry' }>;

/** Works on the database itself, also while a server is running on it. @throws `start-refused` */
export async function runMailCommand(
  command: MailCommand,
  settings: Settings,
  terminal: Terminal,
): Promise<ExitCode> {
  const { accounts } = await openAccounts(settings);
  try {
    if (command.name === 'mail list') return await list(accounts, command.json, terminal);
    return await retry(accounts, command.id, terminal);
  } finally {
    await accounts.database.close();
  }
}

async function list(accounts: Accounts, json: boolean, { output }: Terminal): Promise<ExitCode> {
  const { mails, ...more } = await listMails(accounts);
  if (json) output.write(`${JSON.stringify({ mails: mails.map(asJson), ...more }, null, 2)}\n`);
  else if (mails.length === 0) output.write('There is no mail.\n');
  else output.write(table(['ID', 'WRITTEN', 'TO', 'MAIL', 'TRIES', 'STATE'], mails.map(asRow)));
  if (!json && more.moreWaiting > 0) output.write(`… and ${more.moreWaiting} more that wait.\n`);
  if (!json && more.moreOthers > 0)
    output.write(`… and ${more.moreOthers} more that were sent or given up.\n`);
  return 0;
}

function asRow(mail: ListedMail): string[] {
  const { id, createdAtMs, recipient, template, tries } = mail;
  return [String(id), minute(createdAtMs) ?? '-', recipient, template, String(tries), stateOf(mail)];
}

function stateOf({ state, tries, nextTryAtMs, error }: ListedMail): string {
  const why = error === undefined ? '' : `: ${error}`;
  if (state === 'sent') return 'sent';
  if (state === 'given-up') return `given up${why}`;
  return tries === 0 ? 'waiting' : `tried again ${minute(nextTryAtMs)}${why}`;
}

function asJson({ id, createdAtMs, recipient, template, tries, state, nextTryAtMs, error }: ListedMail) {
  return {
    id,
    createdAt: isoTime(createdAtMs),
    recipient,
    template,
    tries,
    state,
    nextTryAt: isoTime(nextTryAtMs),
    error: error ?? null,
  };
}

async function retry(accounts: Accounts, id: number | undefined, terminal: Terminal): Promise<ExitCode> {
  const retried = await retryMail(accounts, id ?? 'all');
  if (!retried.ok) return refuse(terminal, [`Mail ${id} ${whyNot[retried.reason]}`]);
  if (retried.count === 0) return say(terminal, 'No mail waits.');
  const mails = retried.count === 1 ? '1 mail is' : `${retried.count} mails are`;
  return say(terminal, `${mails} due now; the server that runs sends them.`);
}

const whyNot = {
  unknown: 'is not there. "latchkey mail list" shows those that are.',
  sent: 'was sent. What it said is no longer kept.',
  'given-up': 'was given up. What it said is no longer kept: let its recipient ask anew.',
} as const;
