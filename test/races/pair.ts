import assert from 'node:assert/strict';
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { type Act, type Done, type Go, nowMs } from './act.ts';

/** Two processes on one database, which live as long as all the rounds. */
export interface Pair {
  /** Both at the same moment, or the second one so much later; a negative delay: sooner. */
  together(one: Act, other: Act, options?: { readonly delayMs?: number }): Promise<readonly [Done, Done]>;
  stop(): Promise<void>;
}

const worker = fileURLToPath(new URL('worker.ts', import.meta.url));
/** Until both have the message. */
const leadMs = 1.5;

export async function startPair(databaseUrl: string): Promise<Pair> {
  const [first, second] = [start(databaseUrl), start(databaseUrl)];
  await Promise.all([answerOf(first), answerOf(second)]);
  return {
    async together(one, other, { delayMs = 0 } = {}) {
      const atMs = nowMs() + leadMs;
      const answers = Promise.all([answerOf(first), answerOf(second)]);
      first.send({ act: one, atMs: atMs + Math.max(0, -delayMs) } satisfies Go);
      second.send({ act: other, atMs: atMs + Math.max(0, delayMs) } satisfies Go);
      // Proof: the worker sends nothing else once it is ready.
      const done = (await answers) as [Done, Done];
      for (const { status } of done) assert.ok(status < 500, `One of them failed with ${status}.`);
      return done;
    },
    async stop() {
      await Promise.all([end(first), end(second)]);
    },
  };
}

function start(databaseUrl: string): ChildProcess {
  return fork(worker, [databaseUrl], { execArgv: ['--conditions=latchkey-source'] });
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
