/** A program: one process of a site. It does one act at a time, each at the moment that it is told. */
import { setTimeout as sleep } from 'node:timers/promises';
import { deleteDue } from '@latchkey/accounts';
import { type Act, type Done, type Go, nowMs } from './act.ts';
import { openSites, type Site } from './site.ts';

const sites = await openSites(process.argv[2] ?? '');
process.on('message', async (go: Go) => {
  await moment(go.atMs);
  process.send?.(await doneBy(go.act));
});
process.send?.('ready');

async function moment(atMs: number): Promise<void> {
  const leftMs = atMs - nowMs();
  // A timer is late by a millisecond or two; the rest is waited for awake.
  if (leftMs > 3) await sleep(leftMs - 3);
  while (nowMs() < atMs);
}

async function doneBy(act: Act): Promise<Done> {
  if (act === 'delete-due') {
    const { deleted } = await deleteDue(sites.optional.accounts);
    return { status: deleted, location: undefined, cookie: '' };
  }
  const { answer }: Site = sites[(act.fields && act.policy) ?? 'optional'];
  const response = await answer(requestOf(act));
  const set = response.headers.getSetCookie().filter((one) => !one.includes('Max-Age=0'));
  return {
    status: response.status,
    location: response.headers.get('location') ?? undefined,
    cookie: set.map((one) => one.split(';', 1)).join('; '),
  };
}

function requestOf({ path, cookie, fields }: Exclude<Act, 'delete-due'>): Request {
  const origin = 'http://localhost';
  if (fields === undefined) return new Request(`${origin}${path}`, { headers: { cookie } });
  const body = new URLSearchParams(fields);
  return new Request(`${origin}${path}`, { method: 'POST', headers: { cookie, origin }, body });
}
