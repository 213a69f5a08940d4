import { codedError } from './errors.ts';

/** A length of time in parts that add up, at least one of them. A `Temporal.Duration` without years and months fits. */
export interface DurationParts {
  readonly weeks?: number;
  readonly days?: number;
  readonly hours?: number;
  readonly minutes?: number;
  readonly seconds?: number;
}

/** A number is seconds. */
export type Duration = number | DurationParts;

const secondMs = 1000;
const unitsMs = new Map([
  ['weeks', 604_800 * secondMs],
  ['days', 86_400 * secondMs],
  ['hours', 3_600 * secondMs],
  ['minutes', 60 * secondMs],
  ['seconds', secondMs],
]);

const longestMs = 36_525 * 86_400 * secondMs;

/** Whole milliseconds. @throws `duration-invalid` for whatever is not a positive length of time, years and months included: they have no fixed length */
export function durationMs(duration: unknown): number {
  const amountMs = typeof duration === 'number' ? duration * secondMs : sumOf(duration);
  if (!(amountMs >= secondMs && amountMs <= longestMs)) {
    throw codedError(
      'duration-invalid',
      'A duration is seconds, or { weeks, days, hours, minutes, seconds }.',
    );
  }
  return Math.round(amountMs);
}

function sumOf(parts: unknown): number {
  if (typeof parts !== 'object' || parts === null) return Number.NaN;
  const isForeign = Object.keys(parts).some((name) => !unitsMs.has(name));
  if (isForeign || Reflect.get(parts, 'years') || Reflect.get(parts, 'months')) return Number.NaN;
  let sumMs = 0;
  for (const [name, unitMs] of unitsMs) {
    const amount: unknown = Reflect.get(parts, name) ?? 0;
    if (typeof amount !== 'number') return Number.NaN;
    sumMs += amount * unitMs;
  }
  return sumMs;
}
