import type { Issued } from './remember.ts';
import { anonymousIn, looksIn, type Scene, visitorIn } from './scene.ts';
import type { MaybePromise } from './store.ts';
import type { LoggedInVisitor, Proof, SessionRecord } from './visitor.ts';

export interface SessionPlan {
  readonly via: SessionRecord['via'];
  readonly proofs: readonly Proof[];
  readonly forced?: boolean;
  readonly issued?: Issued | undefined;
  /** The series that goes on, where none is issued. */
  readonly series?: string | undefined;
  /** `idHash` of the session that ends in the same step. */
  readonly replaces?: string | undefined;
  /** Of the log-in that goes on, where it is one; default now. */
  readonly createdAtMs?: number;
}

/** The one place where a session begins, always under a new id. `undefined`: the account or the series has changed meanwhile. */
export async function beginSession<User, Guest>(
  scene: Scene<User, Guest>,
  user: User,
  { via, proofs, issued, replaces, ...plan }: SessionPlan,
): Promise<LoggedInVisitor<User> | undefined> {
  const { setup, jar } = scene;
  jar.refuseIfSent();
  const now = setup.clock();
  const session = {
    userId: setup.userId(user),
    via,
    proofs,
    series: issued?.series.next.series ?? plan.series,
    looks: looksIn(scene),
    forced: plan.forced ?? false,
    createdAtMs: plan.createdAtMs ?? now,
    lastSeenAtMs: now,
  };
  const begun = await setup.keeper.begin(session, {
    user,
    client: { address: scene.visit.address, agent: scene.request.headers.get('user-agent') ?? undefined },
    ...(replaces === undefined ? {} : { replaces }),
    ...(issued === undefined ? {} : { series: issued.series }),
  });
  if (begun === undefined) return undefined;
  jar.set('session', begun.cookie);
  if (issued !== undefined) {
    jar.set('remember', issued.cookie, issued.maxAgeSeconds);
    scene.issued = issued.series.next.series;
  }
  const visitor = visitorIn(scene, begun.session, user);
  scene.visitor = visitor;
  scene.isDecided ||= via === 'login' || issued === undefined; // but for a log-in that is restored
  return visitor;
}

/**
 * What must succeed before the cookies of a session that has begun may go out. The attack: somebody who makes it fail, by a
 * database that is busy, gets past what it would have asked for. Also in frameworks whose error pages carry cookies.
 */
export async function orWithdrawn<User, Guest, Result>(
  scene: Scene<User, Guest>,
  work: () => MaybePromise<Result>,
): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    scene.jar.withdraw('session');
    scene.jar.withdraw('remember');
    scene.visitor = anonymousIn(scene);
    throw error;
  }
}
