import type { Jar } from './jar.ts';
import type { Ticket } from './keeper.ts';
import { looksOf } from './protection.ts';
import type { Setup } from './setup.ts';
import { isThenable, type MaybePromise } from './store.ts';
import type { Visit } from './visit.ts';
import type { VisitRequest } from './visit-request.ts';
import type { AnonymousVisitor, LoggedInVisitor, Proof, SessionRecord, Visitor } from './visitor.ts';

/** What the parts of a visit share while it lasts. */
export interface Scene<User, Guest> {
  readonly setup: Setup<User, Guest>;
  readonly request: VisitRequest;
  readonly context: unknown;
  readonly jar: Jar;
  readonly visit: Visit<User, Guest>;
  /** Who it is, once that was found out. */
  visitor: Visitor<User, Guest> | undefined;
  /** The same while it is being found out: the first who asks waits for the events as well. */
  asked: MaybePromise<Visitor<User, Guest>> | undefined;
  /** The application has logged in or out: what is still being found out changes nothing any more. */
  isDecided: boolean;
  /** The remember series that this answer hands out. */
  issued: string | undefined;
  /** How this browser looks, once that was worked out; `''` where nothing is known of it. */
  looks: string | undefined;
}

const nobody: AnonymousVisitor<undefined> = Object.freeze({ state: 'anonymous', guest: undefined });

export function anonymousIn<User, Guest>({ setup, request }: Scene<User, Guest>): AnonymousVisitor<Guest> {
  // Proof: without the setting `anonymous`, `Guest` is `undefined`.
  if (setup.anonymous === undefined) return nobody as AnonymousVisitor<Guest>;
  return { state: 'anonymous', guest: setup.anonymous(request) };
}

/**
 * What was found out holds before anybody is told, who may ask for it or change it. Where they refuse, by throwing, it never
 * held: whoever asks again in the same request must not get in by that.
 */
export function announced<User, Guest>(
  scene: Scene<User, Guest>,
  visitor: Visitor<User, Guest>,
  tell: () => unknown,
): MaybePromise<Visitor<User, Guest>> {
  if (!scene.isDecided) scene.visitor = visitor;
  const held = () => scene.visitor ?? visitor;
  const refused = (error: unknown): never => {
    if (!scene.isDecided) scene.visitor = undefined;
    throw error;
  };
  try {
    const told = tell();
    return isThenable(told) ? Promise.resolve(told).then(held, refused) : held();
  } catch (error) {
    return refused(error);
  }
}

export function visitorIn<User, Guest>(
  scene: Scene<User, Guest>,
  session: SessionRecord,
  user: User,
): LoggedInVisitor<User> {
  const isFresh = recentProofs(scene, session, scene.setup.freshMs).length > 0;
  return { state: isFresh ? 'fresh' : 'known', user, via: session.via, session };
}

/** Fresh is who has proven it lately, in a browser that still looks the same. */
export function recentProofs<User, Guest>(
  scene: Scene<User, Guest>,
  session: SessionRecord,
  limitMs: number,
): readonly Proof[] {
  const now = scene.setup.clock();
  const recent = session.proofs.filter(({ atMs }) => Math.abs(now - atMs) <= limitMs);
  return recent.length > 0 && looksDifferent(scene, session) ? [] : recent;
}

/** Compared at each request and written nowhere: the copy of a cookie does not make the browser it was taken from less fresh. */
export function looksDifferent<User, Guest>(scene: Scene<User, Guest>, { looks }: SessionRecord): boolean {
  if (scene.setup.protection === 'off' || looks === undefined) return false;
  return looksIn(scene) !== looks;
}

export function looksIn<User, Guest>(scene: Scene<User, Guest>): string | undefined {
  scene.looks ??= looksOf(scene.request, scene.visit.address) ?? '';
  return scene.looks === '' ? undefined : scene.looks;
}

/** The session that the request's cookie stands for. */
export function presentedTicket<User, Guest>({ jar, setup }: Scene<User, Guest>): Ticket | undefined {
  const { read } = setup.keeper;
  return read === undefined ? undefined : jar.read('session', read);
}
