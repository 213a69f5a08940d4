import type { Measured, Spread } from './measure.ts';
import { spreadOf } from './measure.ts';
import type { Path } from './subject.ts';

const columns = [
  { path: '/', title: 'bare', target: '' },
  { path: '/open', title: 'asks nothing', target: '< 2' },
  { path: '/asked', title: 'asks who', target: '< 2' },
  { path: '/guarded', title: 'guarded', target: '< 6, sealed < 12' },
  { path: '/login', title: 'log-in', target: '' },
] as const;

export const headLines = [
  line('', [...columns.map(({ title }) => title), 'bytes of cookie']),
  line(
    'target',
    columns.map(({ target }) => target),
  ),
];

/** What was measured of one server. */
export function subjectLine(measured: readonly Measured[]): string {
  const costsOf = (path: Path) => measured.find((one) => one.path === path)?.costs ?? [];
  const cells = columns.map(({ path }) => spreadOf(costsOf(path), path === '/' ? [] : costsOf('/')));
  const subject = measured[0]?.subject;
  return line(`${subject?.adapter} ${subject?.mode}`, [...cells.map(written), `${subject?.cookie.length}`]);
}

/** The whole cost, by the number of sessions. */
export function growthLine({ subject, costs }: Measured): string {
  const sessions = `${subject.sessions.toLocaleString('en')} sessions`;
  return line(`${subject.adapter} ${subject.mode}`, [sessions, written(spreadOf(costs))]);
}

function line(name: string, cells: readonly string[]): string {
  return [name.padEnd(16), ...cells.map((cell) => cell.padEnd(22))].join('').trimEnd();
}

function written({ median, lowest, highest }: Spread): string {
  return `${digits(median)} (${digits(lowest)} to ${digits(highest)})`;
}

function digits(microseconds: number): string {
  return microseconds.toFixed(Math.abs(microseconds) < 99.5 ? 1 : 0);
}
