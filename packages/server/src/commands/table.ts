import { printable } from '../log.ts';

/** Rows under headings, in columns as wide as their widest cell; nothing in a cell commands the terminal. */
export function table(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  const cells = [headings, ...rows].map((row) => row.map((cell) => printable(cell).replaceAll('\n', ' ')));
  const widths = headings.map((_, column) => Math.max(...cells.map((row) => lengthOf(row[column] ?? ''))));
  return cells.map((row) => `${line(row, widths)}\n`).join('');
}

function line(row: readonly string[], widths: readonly number[]): string {
  const padded = row.map((cell, column) => cell + ' '.repeat((widths[column] ?? 0) - lengthOf(cell)));
  return padded.join('  ').trimEnd();
}

function lengthOf(text: string): number {
  return [...text].length;
}

/** `2026-01-31T12:30:00.000Z`; `null` where there is none, for JSON. */
export function isoTime(atMs: number | undefined): string | null {
  return atMs === undefined ? null : new Date(atMs).toISOString();
}

/** `2026-01-31 12:30`, UTC. */
export function minute(atMs: number | undefined): string | undefined {
  return isoTime(atMs)?.slice(0, 16).replace('T', ' ');
}
