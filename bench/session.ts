import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { tokenOf } from './fill.ts';
import { findClient } from './session/client.ts';
import { type Cell, measureInTurns } from './session/measure.ts';
import { settleOnOneCore } from './session/one-core.ts';
import { growthLine, headLines, subjectLine } from './session/print.ts';
import { type Choice, type Subject, startSubject } from './session/subject.ts';

/**
 * `npm run bench:session`: what a session costs in each framework with each way of keeping it, as processor time of the
 * server, over the bare framework in the same run. `-- --short` leaves out SQLite and the many sessions, and is less exact.
 */
const { short } = parseArgs({ options: { short: { type: 'boolean', default: false } } }).values;
const plan = short
  ? { rounds: 3, seconds: 0.1, warmUpSeconds: 0.2 }
  : { rounds: 5, seconds: 0.3, warmUpSeconds: 0.7 };
const adapters = ['hono', 'express', 'fastify', 'fetch'];
const modes = short ? ['memory', 'sealed'] : ['memory', 'sqlite', 'sealed'];
const [few, many] = [10, 100_000];

const client = await findClient();
const cores = await settleOnOneCore();
console.log(`Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model}, load by ${client.name}, ${cores}

Microseconds of processor time for a request: of the bare framework, and what comes on top of it.
The median of ${plan.rounds} rounds (the lowest to the highest).
`);
for (const line of headLines) console.log(line);
for (const adapter of adapters) {
  for (const mode of modes) {
    const measured = await withSubjects([{ adapter, mode, sessions: few }], allPaths);
    console.log(subjectLine(measured));
  }
}
if (!short) {
  console.log('\nA guarded request, all in all, each with the cookie of another session:\n');
  for (const mode of ['memory', 'sqlite']) {
    const sizes = [few, many].map((sessions) => ({ adapter: 'hono', mode, sessions }));
    const measured = await withSubjects(sizes, (subjects) => subjects.map(otherSessions));
    for (const one of measured) console.log(growthLine(one));
  }
}

/** Starts them, measures their cells in turns, and stops them. */
async function withSubjects(
  choices: readonly Choice[],
  cellsOf: (subjects: readonly Subject[]) => readonly Cell[],
) {
  const subjects: Subject[] = [];
  try {
    for (const choice of choices) subjects.push(await startSubject(choice));
    for (const subject of subjects) await subject.check();
    const measured = await measureInTurns(cellsOf(subjects), client, plan);
    for (const subject of subjects) await subject.check();
    return measured;
  } finally {
    for (const subject of subjects) await subject.stop();
  }
}

function allPaths(subjects: readonly Subject[]): Cell[] {
  return subjects.flatMap((subject) => [
    { subject, path: '/', load: {} },
    { subject, path: '/open', load: {} },
    { subject, path: '/asked', load: {} },
    { subject, path: '/guarded', load: { headers: { Cookie: subject.cookie } } },
    { subject, path: '/login', load: {} },
  ]);
}

function otherSessions(subject: Subject): Cell {
  const file = fileURLToPath(new URL('session/rotate.lua', import.meta.url));
  const { sessions } = subject;
  const cookieOf = (number: number) => `latchkey_session=${tokenOf((number * 7919) % sessions)}`;
  return { subject, path: '/guarded', load: { script: [file, String(sessions)], cookieOf } };
}
