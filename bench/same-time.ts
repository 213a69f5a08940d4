import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { startChild } from './load.ts';
import { type Class, classes } from './same-time/classes.ts';
import { type Measured, measure, measureAfterwards, type Plan, warmUpPairs } from './same-time/measure.ts';

/**
 * `npm run bench:same-time`: whether a stopwatch tells who has an account. For each page that must not tell, how well the time of its
 * answer tells the two apart. `-- --short` asks a tenth as often; `--seed` changes the order.
 */
const { short, seed } = parseArgs({
  options: { short: { type: 'boolean', default: false }, seed: { type: 'string', default: '1' } },
}).values;
const pairs = short ? 200 : 2000;
const [fewer, fewest] = short ? [100, 20] : [500, 200];
// Each name is asked about once: none has more behind it than another.
const names = pairs + warmUpPairs;
const script = fileURLToPath(new URL('same-time/server.ts', import.meta.url));

console.log(`Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model}, seed ${seed}

How well the time of the answer tells the two kinds apart: AUC (Mann-Whitney) with its 95 % interval (DeLong).
0.5: not at all. Below: the first kind is quicker. Medians in milliseconds.
`);
console.log(head('the defence on'));
for (const one of Object.values(classes)) {
  await withServer('on', async (url) => report(one, await measure(url, one, plan(pairs))));
}
await withServer('on', async (url) => {
  const measured = await measureAfterwards(url, classes.forgot, plan(fewest));
  report({ ...classes.forgot, name: 'the server after that' }, measured);
});
console.log(head('the defence off'));
const seen: boolean[] = [];
for (const one of [classes.logIn, classes.signUp, classes.forgot, classes.magicLink]) {
  await withServer('off', async (url) => {
    const measured = await measure(url, one, plan(fewer));
    report(one, measured);
    seen.push(measured.low > 0.6 || measured.high < 0.4);
  });
}
if (seen.includes(false)) {
  console.error('The control failed: this run would not have seen a missing defence.');
  process.exitCode = 1;
}

function plan(count: number): Plan {
  return { pairs: count, random: seeded(Number(seed)) };
}

/** A new database each time: what one class leaves behind about a name must not tell it apart in the next. */
async function withServer(defence: 'on' | 'off', work: (url: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'latchkey-same-time-'));
  const server = await startChild([script, folder, String(names), defence]);
  try {
    await work(server.url);
  } finally {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

function head(title: string): string {
  return `\n${title.padEnd(32)}${'kinds'.padEnd(20)}pairs  AUC    95 %              medians`;
}

function report(
  { name, one, other, kinds = `${one}, ${other}` }: Class,
  { pairs: count, auc, low, high, medians }: Measured,
): void {
  const interval = `${low.toFixed(3)} to ${high.toFixed(3)}`.padEnd(18);
  const times = medians.map((ms) => ms.toFixed(3)).join(' and ');
  const line = `${name.padEnd(32)}${kinds.padEnd(20)}${String(count).padEnd(7)}${auc.toFixed(3)}  ${interval}${times}`;
  console.log(low > 0.5 || high < 0.5 ? `${line}  apart` : line);
}

/** Mulberry32: the same order at each run. */
function seeded(start: number): () => number {
  let state = start;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
