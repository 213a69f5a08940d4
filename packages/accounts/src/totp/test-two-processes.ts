import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { TestScope } from '../testing.ts';

/** What a process is told to do. */
export interface Spend {
  readonly by: 'totp' | 'recovery-code';
  readonly userId: string;
  readonly code: string;
  /** By the clock of its accounts. */
  readonly nowMs: number;
  /** When, by the machine's own clock: nanoseconds, as a text. */
  readonly at: string;
}

export interface TwoProcesses {
  /** Both spend the same code at the same moment. @returns how many times it counted */
  spend(what: Omit<Spend, 'at'>): Promise<number>;
}

const program = fileURLToPath(new URL('test-spender.ts', import.meta.url));
/** Until both have the message; nanoseconds. */
const lead = 2_000_000n;

/** Two processes on one database, which live as long as the test. */
export async function twoProcesses(scope: TestScope, url: string): Promise<TwoProcesses> {
  const both = [start(url), start(url)];
  scope.after(async () => {
    await Promise.all(both.map(end));
  });
  await Promise.all(both.map(answerOf));
  return {
    async spend(what) {
      const at = String(process.hrtime.bigint() + lead);
      const answers = Promise.all(both.map(answerOf));
      for (const one of both) one.send({ ...what, at } satisfies Spend);
      return (await answers).filter((counted) => counted === true).length;
    },
  };
}

function start(url: string): ChildProcess {
  return fork(program, [url], { execArgv: ['--conditions=latchkey-source'] });
}

async function answerOf(child: ChildProcess): Promise<unknown> {
  const ended = new AbortController();
  const gone = once(child, 'exit', ended).then(([code]) => {
    throw new Error(`A process ended with ${code}.`);
  });
  try {
    const [answer]: unknown[] = await Promise.race([once(child, 'message', ended), gone]);
    return answer;
  } finally {
    gone.catch(() => undefined);
    ended.abort();
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGKILL');
  await once(child, 'exit');
}
