import { setTimeout as sleep } from 'node:timers/promises';
import { type Auc, aucOf } from './auc.ts';
import { ask, type Class } from './classes.ts';
import { asker, type Kind, password } from './crowd.ts';
import { createVisitor, type Visitor } from './visitor.ts';

export interface Plan {
  readonly pairs: number;
  /** From 0 up to 1, the same at each run. */
  readonly random: () => number;
}

export interface Measured extends Auc {
  readonly pairs: number;
  /** Milliseconds, of each side. */
  readonly medians: readonly [one: number, other: number];
}

/** Not counted. */
export const warmUpPairs = 20;

/** Both sides of a class in pairs, which of them comes first by chance: whatever slows the machine down slows both. */
export async function measure(url: string, of: Class, plan: Plan): Promise<Measured> {
  return await inPairs(url, plan, { of, timed: (visitor, asked) => ask(of, visitor, asked) });
}

/**
 * The same for what comes afterwards: a real mail is sent within a quarter of a second, one that is withheld is not. The longest
 * answer of a page that is asked for again and again meanwhile.
 */
export async function measureAfterwards(url: string, of: Class, plan: Plan): Promise<Measured> {
  const timed: Timed = async (visitor, asked) => {
    // Whatever is still to be sent from before has been.
    await sleep(300);
    await ask(of, visitor, asked);
    let longest = 0;
    for (const endMs = performance.now() + 300; performance.now() < endMs; ) {
      longest = Math.max(longest, (await visitor.open(of.page)).ms);
    }
    return longest;
  };
  return await inPairs(url, plan, { of, timed });
}

type Timed = (visitor: Visitor, asked: Parameters<typeof ask>[2]) => Promise<number>;

interface What {
  readonly of: Class;
  readonly timed: Timed;
}

async function inPairs(url: string, { pairs, random }: Plan, { of, timed }: What): Promise<Measured> {
  const visitor = createVisitor(url);
  if (of.needsLogIn) await visitor.logIn({ email: asker, password });
  await visitor.open(of.page);
  const times: Record<'one' | 'other', number[]> = { one: [], other: [] };
  for (let pair = -Math.min(warmUpPairs, pairs); pair < pairs; pair++) {
    const sides = random() < 0.5 ? (['one', 'other'] as const) : (['other', 'one'] as const);
    for (const [place, side] of sides.entries()) {
      const kind: Kind = of[side];
      const ms = await timed(visitor, { kind, turn: 2 * (pair + warmUpPairs) + place });
      if (pair >= 0) times[side].push(ms);
    }
  }
  visitor.close();
  const { one, other } = times;
  return { pairs, ...aucOf(one, other), medians: [median(one), median(other)] };
}

function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? Number.NaN;
}
