import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { type Browser, createBrowser } from '@latchkey/session/testing';

const main = new URL('../packages/server/src/main.ts', import.meta.url).pathname;

export interface Running {
  /** `http://localhost:40123` */
  readonly url: string;
  readonly process: ChildProcess;
  /** All it has written so far, both streams. */
  output(): string;
  /** SIGTERM, and its exit code. */
  stop(): Promise<number | null>;
  /** SIGKILL: no farewell. */
  kill(): Promise<void>;
  browser(): Browser;
  /** Stops it, so that `await using` cleans up after a failing test as well. */
  [Symbol.asyncDispose](): Promise<void>;
}

export interface RunOptions {
  readonly env?: Record<string, string>;
}

/** A folder of its own; `await using` removes it when the test is over. */
export async function temporaryFolder() {
  const path = await mkdtemp(join(tmpdir(), 'latchkey-test-'));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}

/** `latchkey serve` as an operator starts it, on a free port, with its data in `folder`. */
export async function startLatchkey(folder: string, env: Record<string, string> = {}): Promise<Running> {
  const child = spawnLatchkey(['serve'], folder, { PORT: '0', ...env });
  let output = '';
  child.stdout.on('data', (chunk) => (output += chunk));
  child.stderr.on('data', (chunk) => (output += chunk));
  const url = await addressIn(child, () => output);
  const exited = once(child, 'exit');
  const end = async (signal: 'SIGTERM' | 'SIGKILL') => {
    child.kill(signal);
    await exited;
    return child.exitCode;
  };
  return {
    url,
    process: child,
    output: () => output,
    stop: () => end('SIGTERM'),
    kill: async () => void (await end('SIGKILL')),
    browser: () => createBrowser((request) => fetch(request, { redirect: 'manual' }), url),
    [Symbol.asyncDispose]: async () => void (child.exitCode ?? child.signalCode ?? (await end('SIGKILL'))),
  };
}

/** One command of the operator, to its end. */
export async function runLatchkey(folder: string, args: readonly string[], { env = {} }: RunOptions = {}) {
  const child = spawnLatchkey(args, folder, env);
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')]);
  return { stdout, stderr, code: child.exitCode };
}

function spawnLatchkey(args: readonly string[], folder: string, env: Record<string, string>) {
  const { PATH = '', HOME = '' } = process.env;
  return spawn(process.execPath, ['--conditions=latchkey-source', main, ...args], {
    cwd: folder,
    env: { PATH, HOME, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

/** The port it says it listens on, whatever its base URL. A start that says nothing for 20 s has failed. */
function addressIn(child: ChildProcess, output: () => string): Promise<string> {
  return new Promise((resolve, reject) => {
    const fail = (what: string) => reject(new Error(`latchkey serve ${what}:\n${output()}`));
    const late = setTimeout(() => {
      child.kill('SIGKILL');
      fail('did not say where it listens');
    }, 20_000);
    const look = () => {
      const port = /127\.0\.0\.1:(\d+)/.exec(output())?.[1];
      if (port === undefined) return;
      clearTimeout(late);
      resolve(`http://localhost:${port}`);
    };
    child.stdout?.on('data', look);
    child.on('exit', (code) => {
      clearTimeout(late);
      fail(`ended with ${code}`);
    });
  });
}
