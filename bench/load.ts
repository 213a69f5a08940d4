import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A server of ours as a child process; resolves once it has printed its port or address. */
export async function startChild(args: readonly string[], env: Record<string, string> = {}, cwd?: string) {
  const child = spawn(process.execPath, ['--conditions=latchkey-source', ...args], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
    ...(cwd === undefined ? {} : { cwd }),
  });
  let output = '';
  const port = await new Promise<number>((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`The server ended with ${code}: ${output}`)));
    child.stdout.on('data', (chunk) => {
      output += chunk;
      const found = /(?:^|localhost:|127\.0\.0\.1:)(\d{4,5})\b/m.exec(output)?.[1];
      if (found !== undefined) resolve(Number(found));
    });
  });
  return {
    url: `http://127.0.0.1:${port}`,
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.removeAllListeners('exit');
      child.kill('SIGTERM');
      await once(child, 'exit');
    },
  };
}

/** Requests a second of one page, by wrk. */
export async function requestsPerSecond(
  url: string,
  seconds: number,
  headers: Record<string, string> = {},
): Promise<number> {
  const report = await startWrk(url, { seconds, headers }).report;
  return Number(/Requests\/sec:\s+([\d.]+)/.exec(report)?.[1]);
}

export interface WrkOptions {
  /** At most, and whole. */
  readonly seconds: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** A file in Lua, and what is handed to it. */
  readonly script?: readonly string[];
}

/** One thread, 16 connections. `stop` ends it sooner, within 0.1 s. */
export function startWrk(url: string, { seconds, headers = {}, script = [] }: WrkOptions) {
  const heads = Object.entries(headers).flatMap(([name, value]) => ['-H', `${name}: ${value}`]);
  const [file, ...args] = script;
  const scripted = file === undefined ? [] : ['-s', file];
  const running = run('wrk', ['-t1', '-c16', `-d${seconds}s`, ...heads, ...scripted, '--', url, ...args]);
  const report = running.then(({ stdout }) => {
    if (/Non-2xx/.test(stdout)) throw new Error(`Not every answer was good:\n${stdout}`);
    return stdout;
  });
  return { report, stop: () => void running.child.kill('SIGINT') };
}

export async function hasWrk(): Promise<boolean> {
  try {
    await run('sh', ['-c', 'command -v wrk']);
    return true;
  } catch {
    return false;
  }
}

/** `share` 0.5 is the median, 0.99 the 99th percentile. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
