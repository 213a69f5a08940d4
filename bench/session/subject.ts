import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { startChild } from '../load.ts';
import { page } from '../page.ts';
import type { Client, Load } from './client.ts';

/** A framework, a way of keeping sessions, and how many there are at the start. */
export interface Choice {
  readonly adapter: string;
  readonly mode: string;
  readonly sessions: number;
}

/** That, running in a process of its own. */
export interface Subject extends Choice {
  /** Name and value of a session's cookie, as a browser sends it. */
  readonly cookie: string;
  /** Microseconds of processor time of that process for each request: of all its threads, and in the kernel too. */
  cost(path: Path, client: Client, load: Load): Promise<number>;
  /** @throws where a page is not the page: what is refused quickly must not pass for fast. */
  check(): Promise<void>;
  stop(): Promise<void>;
}

/** `/` is the bare framework, without anything of ours. */
export type Path = '/' | '/open' | '/asked' | '/guarded' | '/login';

/** Browsers send one, and a session looks at it. */
const agent = { 'User-Agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0' };

const script = fileURLToPath(new URL('server.ts', import.meta.url));

/** Of each load, before the time is taken: connections are made meanwhile. */
const leadInMs = 50;

export async function startSubject(choice: Choice): Promise<Subject> {
  const { adapter, mode, sessions } = choice;
  const folder = await mkdtemp(join(tmpdir(), 'latchkey-bench-'));
  const accounts = Math.max(1000, sessions);
  const child = await startChild([script, adapter, mode, folder, String(accounts), String(sessions)]);
  const { bare, ours } = await ask(child.url);
  const urlOf = (path: Path) => `http://127.0.0.1:${path === '/' ? bare : ours}${path}`;
  const cookie = await logIn(urlOf('/login'));

  async function cost(path: Path, client: Client, load: Load): Promise<number> {
    const headers = { ...agent, ...load.headers };
    const running = client.start(urlOf(path), { ...load, seconds: Math.ceil(load.seconds) + 5, headers });
    await sleep(leadInMs);
    const before = await ask(child.url);
    await sleep(load.seconds * 1000);
    const after = await ask(child.url);
    await running.stop();
    return (after.spent - before.spent) / (after.served - before.served);
  }

  async function check(): Promise<void> {
    for (const path of ['/', '/open', '/asked', '/guarded'] as const) {
      const headers = path === '/guarded' ? { ...agent, cookie } : agent;
      const answer = await fetch(urlOf(path), { headers, redirect: 'manual' });
      if (answer.status !== 200 || (await answer.text()) !== page)
        throw new Error(`${adapter} ${mode} ${path}`);
    }
    const refused = await fetch(urlOf('/guarded'), { redirect: 'manual' });
    if (refused.status !== 303) throw new Error(`${adapter} ${mode}: the guard lets everybody in.`);
  }

  async function stop(): Promise<void> {
    await child.stop();
    await rm(folder, { recursive: true, force: true });
  }

  return { ...choice, cookie, cost, check, stop };
}

/** What `server.ts` tells. */
interface Control {
  readonly bare: number;
  readonly ours: number;
  readonly served: number;
  readonly spent: number;
}

async function ask(url: string): Promise<Control> {
  const answer = await fetch(url, { signal: AbortSignal.timeout(10_000) });
  return (await answer.json()) as Control; // that is all it answers
}

async function logIn(url: string): Promise<string> {
  const answer = await fetch(url, { headers: agent });
  await answer.arrayBuffer();
  const [pair] = answer.headers.getSetCookie()[0]?.split(';') ?? [];
  if (pair === undefined) throw new Error('The log-in set no cookie.');
  return pair;
}
