/** Bounds of the gate before hashing. */
export interface GateSettings {
  /** How many may be inside at the same time. */
  readonly atOnce: number;
  /** How many may wait. */
  readonly queue: number;
  /** Whoever waited longer than this is turned away when the turn comes. */
  readonly patienceMs: number;
  /** Milliseconds that never run backwards; the process clock by default. */
  readonly clock?: () => number;
}

export interface Gate {
  /** Does the work when its turn comes, or answers `'busy'` and has not begun it. What the work throws goes to its caller. */
  pass<T>(work: () => Promise<T>, options?: PassOptions): Promise<T | 'busy'>;
}

export interface PassOptions {
  /** On whose behalf, an account or an address: of one, no more than a quarter of the queue may wait. */
  readonly share?: string | undefined;
}

/**
 * Lets a bounded number of people hash at once, first come, first served.
 *
 * The attack: a hash costs 19 MiB and 8 ms, a request costs the attacker nothing. Without a gate a few hundred log-ins
 * at once take gigabytes and every thread; with a queue without end, everyone waits for people who left long ago. And
 * without shares one account that logs in again and again would keep everyone else out.
 */
export function createGate({
  atOnce,
  queue,
  patienceMs,
  clock = () => performance.now(),
}: GateSettings): Gate {
  const waiting: Waiter[] = [];
  let inside = 0;

  async function pass<T>(work: () => Promise<T>, { share }: PassOptions = {}): Promise<T | 'busy'> {
    if (!(await enter(share))) return 'busy';
    try {
      return await work();
    } finally {
      leave();
    }
  }

  function enter(share: string | undefined): boolean | Promise<boolean> {
    if (inside < atOnce) {
      inside += 1;
      return true;
    }
    if (waiting.length >= queue || hasItsShare(share)) return false;
    return new Promise((answer) => waiting.push({ answer, share, sinceMs: clock() }));
  }

  function hasItsShare(share: string | undefined): boolean {
    if (share === undefined) return false;
    return waiting.filter((waiter) => waiter.share === share).length >= Math.ceil(queue / 4);
  }

  /** Hands the place itself to the next in line, so that nobody who comes at this moment can slip in before. */
  function leave(): void {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const patient = clock() - next.sinceMs <= patienceMs;
      next.answer(patient);
      if (patient) return;
    }
    inside -= 1;
  }

  return { pass };
}

interface Waiter {
  readonly answer: (mayEnter: boolean) => void;
  readonly share: string | undefined;
  readonly sinceMs: number;
}
