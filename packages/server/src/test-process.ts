import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Whatever runs `after` once the test is over: the context of `node:test`. */
export interface TestScope {
  after(work: () => void): void;
}

export interface LatchkeyProcess {
  readonly stdout: () => string;
  readonly stderr: () => string;
  readonly ended: Promise<{ readonly code: number | null; readonly signal: string | null }>;
  kill(signal: NodeJS.Signals): void;
  /** Reads no more of its standard output, like `head` does. */
  closeOutput(): void;
  /** The first match in standard output, as soon as it is there. */
  until(pattern: RegExp): Promise<RegExpExecArray>;
}

export interface LatchkeyOptions {
  /** The working directory. */
  readonly folder: string;
  readonly environment?: Readonly<Record<string, string>>;
}

const main = fileURLToPath(new URL('main.ts', import.meta.url));

/** `latchkey` as a process of its own, with nothing of this one's environment. It is killed when the test ends. */
export function latchkey(
  scope: TestScope,
  words: readonly string[],
  options: LatchkeyOptions,
): LatchkeyProcess {
  const { folder, environment = {} } = options;
  const child = spawn(process.execPath, ['--conditions=latchkey-source', main, ...words], {
    cwd: folder,
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  scope.after(() => void child.kill('SIGKILL'));
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text) => {
    stderr += text;
  });
  const ended = new Promise<{ code: number | null; signal: string | null }>((resolve) => {
    child.on('close', (code, signal) => resolve({ code, signal }));
  });
  const until = (pattern: RegExp) =>
    new Promise<RegExpExecArray>((resolve, reject) => {
      const look = () => {
        const match = pattern.exec(stdout);
        if (match) resolve(match);
      };
      child.stdout.on('data', look);
      child.on('close', () => reject(new Error(`It ended without ${pattern}:\n${stdout}${stderr}`)));
      look();
    });
  return {
    stdout: () => stdout,
    stderr: () => stderr,
    ended,
    kill: (signal) => void child.kill(signal),
    closeOutput: () => void child.stdout.destroy(),
    until,
  };
}

export interface EndedProcess {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs one command to its end. */
export async function run(
  scope: TestScope,
  words: readonly string[],
  options: LatchkeyOptions,
): Promise<EndedProcess> {
  const started = latchkey(scope, words, options);
  const { code } = await started.ended;
  return { code, stdout: started.stdout(), stderr: started.stderr() };
}

/** `latchkey users add` for Ada; it makes the database as well. */
export async function addAda(
  scope: TestScope,
  folder: string,
  environment: Readonly<Record<string, string>> = {},
): Promise<EndedProcess> {
  return await run(scope, ['users', 'add', 'ada', '--email', 'ada@example.com'], { folder, environment });
}

/** An empty folder that goes when the test ends. */
export function testFolder(scope: TestScope): string {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-server-'));
  scope.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
