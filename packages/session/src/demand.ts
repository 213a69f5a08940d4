import { wrongAnswer } from './errors.ts';
import { recentProofs, type Scene } from './scene.ts';
import { isCount } from './setting-shapes.ts';
import type { MaybePromise } from './store.ts';
import { isSafe } from './visit-request.ts';
import type { FreshVisitor, LoggedInVisitor, Proof } from './visitor.ts';

export interface FreshOptions {
  /** How old the proof may be, in minutes, 0 or more. Default the setting `freshForMinutes` (15). */
  readonly withinMinutes?: number;
  /**
   * Where to go on to after the proof, on this site or a trusted one. Default the page that was asked for. Not for who has to
   * log in first. A function is called where the proof is missing and no answer of your own is given; `undefined`: the default.
   */
  readonly next?: string | (() => MaybePromise<string | undefined>);
}

export interface FactorOptions<User> extends FreshOptions {
  /** How many factors must have been proven lately, 1 or more: for everybody, or by the user. The setting `countFactors` counts them. */
  readonly factors: number | ((user: User) => number);
}

/** Of `visit.refuse`: `next` is for each of them, `withinMinutes` for a proof, `factors` (default 2) for a factor. */
export type RefuseOptions<User> = Partial<FactorOptions<User>>;

/** What a page asks for, and how far the visitor is from it. */
export interface MissingFactors<User> {
  readonly user: User;
  /** What was proven within the time that the page asks for, in this browser; oldest first. The grace of a POST is not in it. */
  readonly proofs: readonly Proof[];
  /** How many factors are asked for. */
  readonly factors: number;
}

/** The visitor as fresh, where one proof is recent enough, or as many factors as asked for. */
export function freshIn<User, Guest>(
  scene: Scene<User, Guest>,
  { user, session }: LoggedInVisitor<User>,
  options: RefuseOptions<User>,
): FreshVisitor<User> | undefined {
  const { freshGraceMs, countFactors } = scene.setup;
  if (session === undefined) return undefined;
  const graceMs = isSafe(scene.request.method) ? 0 : freshGraceMs;
  const proofs = recentProofs(scene, session, limitMsOf(scene, options) + graceMs);
  const isMet =
    options.factors === undefined
      ? proofs.length > 0
      : checkedCount(countFactors(proofs), 0) >= factorsFor(user, options);
  return isMet ? { state: 'fresh', user, via: session.via, session } : undefined;
}

export function missingFactors<User, Guest>(
  scene: Scene<User, Guest>,
  { user, session }: LoggedInVisitor<User>,
  options: RefuseOptions<User>,
): MissingFactors<User> {
  const proofs = session === undefined ? [] : recentProofs(scene, session, limitMsOf(scene, options));
  return { user, proofs, factors: factorsFor(user, options) };
}

/** Without the grace of a POST. */
export function limitMsOf<User, Guest>(
  { setup }: Scene<User, Guest>,
  { withinMinutes }: FreshOptions,
): number {
  return withinMinutes === undefined ? setup.freshMs : withinMinutes * 60_000;
}

function factorsFor<User>(user: User, { factors }: RefuseOptions<User>): number {
  return checkedCount(typeof factors === 'function' ? factors(user) : factors, 1);
}

/** The attack: `null`, which `factors` returns by mistake, is met by nothing at all. */
function checkedCount(count: unknown, least: number): number {
  if (isCount(count, least)) return count;
  throw wrongAnswer(
    'factor-count-invalid',
    '`factors` and `countFactors` must return whole numbers, at once.',
    count,
  );
}

/** The default of `countFactors`: how many different ones. */
export function differentFactors(proofs: readonly Proof[]): number {
  return new Set(proofs.map(({ factor }) => factor)).size;
}
