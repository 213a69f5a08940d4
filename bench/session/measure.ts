import { quantile } from '../load.ts';
import type { Client, Load } from './client.ts';
import type { Path, Subject } from './subject.ts';

/** One kind of request to one server. */
export interface Cell {
  readonly subject: Subject;
  readonly path: Path;
  readonly load: Omit<Load, 'seconds'>;
}

/** With microseconds of processor time a request, one for each round. */
export interface Measured extends Cell {
  readonly costs: readonly number[];
}

export interface Plan {
  readonly rounds: number;
  /** Of load on each cell in each round. */
  readonly seconds: number;
  /** The same before the first round, for the compiler. */
  readonly warmUpSeconds: number;
}

/** In turns, round after round: a machine that slows down for a while slows all of them. */
export async function measureInTurns(
  cells: readonly Cell[],
  client: Client,
  { rounds, seconds, warmUpSeconds }: Plan,
): Promise<Measured[]> {
  for (const { subject, path, load } of cells) {
    await subject.cost(path, client, { ...load, seconds: warmUpSeconds });
  }
  const measured = cells.map((cell) => ({ ...cell, costs: [] as number[] }));
  for (let round = 0; round < rounds; round++) {
    for (const { subject, path, load, costs } of measured) {
      costs.push(await subject.cost(path, client, { ...load, seconds }));
    }
  }
  return measured;
}

/** Median of the rounds, the lowest and the highest. */
export interface Spread {
  readonly median: number;
  readonly lowest: number;
  readonly highest: number;
}

/** @param over taken away round by round, as neighbours in time compare best */
export function spreadOf(costs: readonly number[], over: readonly number[] = []): Spread {
  const each = costs.map((cost, round) => cost - (over[round] ?? 0));
  return { median: quantile(each, 0.5), lowest: Math.min(...each), highest: Math.max(...each) };
}
