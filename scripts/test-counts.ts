import type { TestEvent } from 'node:test/reporters';

/** What node's own summary counts. */
export interface Counts {
  readonly tests: number;
  readonly suites: number;
  readonly pass: number;
  readonly fail: number;
  readonly cancelled: number;
  readonly skipped: number;
  readonly todo: number;
  readonly durationMs: number;
}

export const noCounts: Counts = {
  tests: 0,
  suites: 0,
  pass: 0,
  fail: 0,
  cancelled: 0,
  skipped: 0,
  todo: 0,
  durationMs: 0,
};

export function addCounts(a: Counts, b: Counts): Counts {
  return {
    tests: a.tests + b.tests,
    suites: a.suites + b.suites,
    pass: a.pass + b.pass,
    fail: a.fail + b.fail,
    cancelled: a.cancelled + b.cancelled,
    skipped: a.skipped + b.skipped,
    todo: a.todo + b.todo,
    durationMs: a.durationMs + b.durationMs,
  };
}

/** In the lines that close node's own run, so that whoever reads those reads the sum of ours. */
export function printCounts({ durationMs, ...counts }: Counts): void {
  for (const [name, count] of Object.entries(counts)) console.log(`ℹ ${name} ${count}`);
  console.log(`ℹ duration_ms ${Math.round(durationMs)}`);
}

/** A reporter for `node --test`, which takes it from the default export: the counts of the whole run, as JSON. */
export default async function* reportCounts(events: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  for await (const event of events) {
    // Each file sends a summary of its own; the one without a file is the sum.
    if (event.type !== 'test:summary' || event.data.file !== undefined) continue;
    const { passed, tests, suites, cancelled, skipped, todo } = event.data.counts;
    const { failed } = event.data.counts as unknown as { failed: number }; // node sends it, its types forget it
    const durationMs = event.data.duration_ms;
    yield JSON.stringify({ tests, suites, pass: passed, fail: failed, cancelled, skipped, todo, durationMs });
  }
}
