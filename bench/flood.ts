import { mkdtemp, rm } from 'node:fs/promises';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { createBrowser } from '@latchkey/session/testing';
import { ada, logIn, person, signUp, tokenIn } from '../test/person.ts';
import { quantile, startChild } from './load.ts';

const main = fileURLToPath(new URL('../packages/server/src/main.ts', import.meta.url));

/** Latency of the dashboard, one request every 5 ms: alone, and while sixteen people log in at once, again and again. */
export async function benchFlood({ seconds = 8, atOnce = 16 } = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'latchkey-bench-'));
  const env = { PORT: '0', LIMITS: 'off', NODE_ENV: 'development' };
  const server = await startChild([main, 'serve'], env, folder);
  try {
    const browser = createBrowser((asked) => fetch(asked, { redirect: 'manual' }), server.url);
    await signUp(browser, ada);
    await logIn(browser, ada);
    await signUp(
      createBrowser((asked) => fetch(asked, { redirect: 'manual' }), server.url),
      crowd,
    );
    const cookie = cookieOf(browser.cookies);
    await probe(`${server.url}/dashboard`, cookie, 2);
    const idle = await probe(`${server.url}/dashboard`, cookie, seconds);
    const flood = startFlood(server.url, atOnce);
    await sleep(500);
    const flooded = await probe(`${server.url}/dashboard`, cookie, seconds);
    return { idle, flooded, logInsPerSecond: await flood.stop() };
  } finally {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

/** Another account than the one that is measured: it has a hundred sessions at most, and the oldest would end. */
const crowd = person('crowd');

interface Latency {
  readonly p50Ms: number;
  readonly p99Ms: number;
}

async function probe(url: string, cookie: string, seconds: number): Promise<Latency> {
  const agent = new Agent({ keepAlive: true, maxSockets: 8 });
  const tookMs: number[] = [];
  const end = performance.now() + seconds * 1000;
  const running: Promise<void>[] = [];
  while (performance.now() < end) {
    running.push(timed(url, cookie, agent).then((ms) => void tookMs.push(ms)));
    await sleep(5);
  }
  await Promise.all(running);
  agent.destroy();
  return { p50Ms: quantile(tookMs, 0.5), p99Ms: quantile(tookMs, 0.99) };
}

function timed(url: string, cookie: string, agent: Agent): Promise<number> {
  const started = performance.now();
  return new Promise((resolve, reject) => {
    request(url, { agent, headers: { cookie } }, (answer) => {
      if (answer.statusCode !== 200) reject(new Error(`The dashboard answered ${answer.statusCode}.`));
      answer.resume().on('end', () => resolve(performance.now() - started));
    })
      .on('error', reject)
      .end();
  });
}

function startFlood(url: string, atOnce: number) {
  let going = true;
  let count = 0;
  const started = performance.now();
  const one = async () => {
    const browser = createBrowser((asked) => fetch(asked, { redirect: 'manual' }), url);
    const csrf_token = tokenIn(await (await browser.get('/login')).text());
    const anonymous = cookieOf(browser.cookies);
    const body = new URLSearchParams({ email: crowd.email, password: crowd.password, csrf_token });
    const headers = { cookie: anonymous, origin: url };
    while (going) {
      const answer = await fetch(`${url}/login`, { method: 'POST', body, headers, redirect: 'manual' });
      if (answer.status !== 303) throw new Error(`A log-in was answered ${answer.status}.`);
      await answer.arrayBuffer();
      count++;
    }
  };
  const all = Promise.all(Array.from({ length: atOnce }, one));
  return {
    async stop() {
      going = false;
      const perSecond = count / ((performance.now() - started) / 1000);
      await all;
      return perSecond;
    },
  };
}

function cookieOf(cookies: ReadonlyMap<string, string>): string {
  return [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
}
