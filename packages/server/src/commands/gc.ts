import { performance } from 'node:perf_hooks';
import { sweep } from '@latchkey/accounts';
import { codeOf } from '../error-code.ts';
import { openAccounts } from '../open-accounts.ts';
import type { Settings } from '../settings/settings.ts';
import { refuse, say } from './say.ts';
import type { ExitCode, Terminal } from './terminal.ts';

/** Deletes what has expired, once. @throws `start-refused` */
export async function collectGarbage(settings: Settings, terminal: Terminal): Promise<ExitCode> {
  const { accounts } = await openAccounts(settings);
  try {
    const startMs = performance.now();
    const { failed } = await sweep(accounts);
    const seconds = ((performance.now() - startMs) / 1000).toFixed(1);
    if (failed.length > 0)
      return refuse(
        terminal,
        failed.map(({ userId, error }) => `The account ${userId} could not be deleted: ${reasonOf(error)}`),
      );
    return say(terminal, `Deleted what has expired, in ${seconds} s.`);
  } finally {
    await accounts.database.close();
  }
}

/** In one line. */
function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const code = codeOf(error);
  return (code === undefined ? message : `${code}: ${message}`).replaceAll(/\s+/g, ' ');
}
