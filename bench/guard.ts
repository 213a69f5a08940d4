import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { tokenOf } from './fill.ts';
import { quantile, requestsPerSecond, startChild } from './load.ts';

/** What the session check costs: the same page unguarded and guarded, in turns, in one process. */
export async function benchGuard({ rounds = 5, seconds = 3, accounts = 10_000 } = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'latchkey-bench-'));
  const server = await startChild([
    fileURLToPath(new URL('app.ts', import.meta.url)),
    folder,
    String(accounts),
  ]);
  const cookie = `latchkey_session=${tokenOf(accounts >> 1)}`;
  const unguarded: number[] = [];
  const guarded: number[] = [];
  try {
    // A redirect is quick, and counts as good: what is measured must be the page.
    const first = await fetch(`${server.url}/guarded`, { headers: { cookie }, redirect: 'manual' });
    if (first.status !== 200) throw new Error(`The guarded page answers ${first.status}.`);
    await requestsPerSecond(`${server.url}/guarded`, 1, { cookie });
    for (let round = 0; round < rounds; round++) {
      unguarded.push(await requestsPerSecond(`${server.url}/unguarded`, seconds, { cookie }));
      guarded.push(await requestsPerSecond(`${server.url}/guarded`, seconds, { cookie }));
    }
  } finally {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  }
  const share = guarded.map((count, round) => count / (unguarded[round] ?? Number.NaN));
  return {
    unguarded: quantile(unguarded, 0.5),
    guarded: quantile(guarded, 0.5),
    share: quantile(share, 0.5),
    lowest: Math.min(...share),
    highest: Math.max(...share),
  };
}
