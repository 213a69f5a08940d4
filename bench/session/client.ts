import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { hasWrk, startWrk, type WrkOptions } from '../load.ts';

/** A load of at most some seconds, and the cookie of each request where it is not always the same. */
export interface Load extends WrkOptions {
  readonly cookieOf?: (number: number) => string;
}

/** Keeps a server busy until it is stopped. */
export interface Client {
  readonly name: string;
  start(url: string, load: Load): { stop(): Promise<void> };
}

/** wrk; where there is none, a client of node:http, which is slower than most servers: they wait, and waking up costs them time. */
export async function findClient(): Promise<Client> {
  if (await hasWrk()) return { name: 'wrk', start: startWithWrk };
  return { name: 'node:http, as there is no wrk', start: startWithNode };
}

function startWithWrk(url: string, load: Load) {
  const { report, stop } = startWrk(url, load);
  return {
    async stop() {
      stop();
      await report;
    },
  };
}

const connections = 16;

function startWithNode(url: string, load: Load) {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const end = performance.now() + load.seconds * 1000;
  let going = true;
  let count = 0;
  const one = async () => {
    while (going && performance.now() < end) await answered(url, { ...load, agent, number: count++ });
  };
  const all = Promise.all(Array.from({ length: connections }, one));
  return {
    async stop() {
      going = false;
      await all;
      agent.destroy();
    },
  };
}

interface Asked extends Load {
  readonly agent: Agent;
  readonly number: number;
}

async function answered(url: string, { agent, headers = {}, cookieOf, number }: Asked): Promise<void> {
  const cookie = cookieOf === undefined ? {} : { Cookie: cookieOf(number) };
  const asked = request(url, { agent, headers: { ...headers, ...cookie } }).end();
  const [answer] = await once(asked, 'response');
  if (answer.statusCode !== 200) throw new Error(`${url} answered ${answer.statusCode}.`);
  await once(answer.resume(), 'end');
}
