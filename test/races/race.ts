import type { Ground } from './ground.ts';

/** Two acts at the same moment, again and again. */
export interface Race {
  readonly name: string;
  /**
   * One round: prepares it, lets both run, and demands of what is left what must always hold. @returns how it came out, to
   * be counted
   */
  run(ground: Ground, round: Round): Promise<string>;
}

export interface Round {
  /** For names that no other round has. */
  readonly name: string;
  /** A delay between these, another one in each round, so that the two meet in all their steps. */
  delayMs(from: number, to: number): number;
}

/** So many rounds, and how often each outcome was. */
export async function runRounds(ground: Ground, race: Race, count: number): Promise<Record<string, number>> {
  const outcomes: Record<string, number> = {};
  for (let number = 0; number < count; number++) {
    // The golden ratio spreads any number of rounds evenly.
    const share = (number * 0.618_033_988_75) % 1;
    const delayMs = (from: number, to: number) => from + share * (to - from);
    const outcome = await race.run(ground, { name: ground.newName(), delayMs });
    outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
  }
  return outcomes;
}
