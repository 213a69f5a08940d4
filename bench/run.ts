import { cpus } from 'node:os';
import { benchFlood } from './flood.ts';
import { benchGuard } from './guard.ts';
import { hasWrk } from './load.ts';

/** `npm run bench`: what a session check and a flood of log-ins cost, as ratios measured in one run. */
if (!(await hasWrk())) {
  console.error('The benchmark needs wrk. Install it with `apt-get install wrk`.');
  process.exit(1);
}
console.log(`Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model}\n`);

const guard = await benchGuard();
console.log('The same 313-byte page in Hono on SQLite, 10,000 sessions, one process:');
console.log(`  unguarded   ${Math.round(guard.unguarded)} requests a second`);
console.log(`  guarded     ${Math.round(guard.guarded)} requests a second`);
console.log(
  `  share       ${percent(guard.share)} (${percent(guard.lowest)} to ${percent(guard.highest)}; target 50 %)\n`,
);

const flood = await benchFlood();
console.log('The dashboard of the finished server, one request every 5 ms:');
console.log(
  `  idle                  p50 ${flood.idle.p50Ms.toFixed(1)} ms, p99 ${flood.idle.p99Ms.toFixed(1)} ms`,
);
console.log(
  `  16 log-ins at once    p50 ${flood.flooded.p50Ms.toFixed(1)} ms, p99 ${flood.flooded.p99Ms.toFixed(1)} ms`,
);
console.log(
  `  target                p99 ≤ ${(2 * flood.idle.p99Ms + 5).toFixed(1)} ms (twice idle and 5 ms)`,
);
console.log(`  log-ins               ${flood.logInsPerSecond.toFixed(0)} a second`);

function percent(share: number): string {
  return `${(share * 100).toFixed(0)} %`;
}
