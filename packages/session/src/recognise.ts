import type { Ticket } from './keeper.ts';
import { refuseWrongUser } from './loaders.ts';
import { belongs, isExpired, maxAgeSeconds, presentedRemember } from './remember.ts';
import { restore } from './restore.ts';
import { announced, anonymousIn, looksDifferent, presentedTicket, type Scene, visitorIn } from './scene.ts';
import type { FoundSession, MaybePromise } from './store.ts';
import type { SessionRecord, Visitor } from './visitor.ts';

/** Who sent the request: by session, else by remember token, else by the request itself. No promise where nobody needs one. */
export function recognise<User, Guest>(scene: Scene<User, Guest>): MaybePromise<Visitor<User, Guest>> {
  const visitor = bySession(scene);
  return visitor instanceof Promise
    ? visitor.then((settled) => accessed(scene, settled))
    : accessed(scene, visitor);
}

function accessed<User, Guest>(
  scene: Scene<User, Guest>,
  visitor: Visitor<User, Guest>,
): MaybePromise<Visitor<User, Guest>> {
  return announced(scene, visitor, () => scene.setup.events.accessed?.(scene.visit));
}

function bySession<User, Guest>(scene: Scene<User, Guest>): MaybePromise<Visitor<User, Guest>> {
  const ticket = presentedTicket(scene);
  if (ticket === undefined) return withoutSession(scene);
  const found = scene.setup.keeper.find(ticket);
  return found instanceof Promise
    ? found.then((session) => withUser(scene, ticket, session))
    : withUser(scene, ticket, found);
}

/**
 * A cookie whose session is gone is not cleared: an answer on its way for an old id, arriving after the one that
 * brought a new id, would log the visitor out.
 */
function withUser<User, Guest>(
  scene: Scene<User, Guest>,
  ticket: Ticket,
  found: FoundSession<User> | undefined,
): MaybePromise<Visitor<User, Guest>> {
  if (found === undefined || isOver(scene, found.session)) return withoutSession(scene);
  const { session, user } = found;
  if (user !== undefined) {
    refuseWrongUser(scene.setup.userId(user), session.userId);
    return welcome(scene, ticket, { session, user });
  }
  const loaded = scene.setup.loadUser(session.userId);
  return loaded instanceof Promise
    ? loaded.then((one) => welcome(scene, ticket, { session, user: one }))
    : welcome(scene, ticket, { session, user: loaded });
}

interface Candidate<User> {
  readonly session: SessionRecord;
  readonly user: User | undefined;
}

interface Known<User> extends Candidate<User> {
  readonly user: User;
}

function welcome<User, Guest>(
  scene: Scene<User, Guest>,
  ticket: Ticket,
  { session, user }: Candidate<User>,
): MaybePromise<Visitor<User, Guest>> {
  const { setup } = scene;
  if (user === undefined || !(session.forced || setup.isActive(user)) || !setup.keeper.holds(ticket, user)) {
    return withoutSession(scene);
  }
  const known = { session, user };
  if (setup.protection !== 'strong' && setup.events.protected === undefined)
    return seen(scene, ticket, known);
  return looksDifferent(scene, session) ? protect(scene, ticket, known) : seen(scene, ticket, known);
}

/** In `basic` it is who asks for a fresh login that compares; here somebody is told, or the session ends. */
function protect<User, Guest>(
  scene: Scene<User, Guest>,
  ticket: Ticket,
  known: Known<User>,
): MaybePromise<Visitor<User, Guest>> {
  const { events, protection } = scene.setup;
  const tell = () => events.protected?.(scene.visit);
  if (protection === 'strong' && known.session.series === undefined) {
    return expel(scene, ticket.idHash, tell);
  }
  const visitor = seen(scene, ticket, known);
  return visitor instanceof Promise
    ? visitor.then((settled) => announced(scene, settled, tell))
    : announced(scene, visitor, tell);
}

async function expel<User, Guest>(
  scene: Scene<User, Guest>,
  idHash: string,
  tell: () => unknown,
): Promise<Visitor<User, Guest>> {
  await scene.setup.keeper.end(idHash);
  scene.jar.clear('session');
  await announced(scene, anonymousIn(scene), tell);
  return withoutSession(scene);
}

function seen<User, Guest>(
  scene: Scene<User, Guest>,
  ticket: Ticket,
  { session, user }: Known<User>,
): MaybePromise<Visitor<User, Guest>> {
  const visitor = visitorIn(scene, session, user);
  const { clock, touchEveryMs } = scene.setup;
  if (clock() - session.lastSeenAtMs < touchEveryMs) return visitor;
  const touched = touch(scene, ticket, session);
  return touched instanceof Promise ? touched.then(() => visitor) : visitor;
}

function touch<User, Guest>(
  scene: Scene<User, Guest>,
  { stampHash }: Ticket,
  session: SessionRecord,
): MaybePromise<void> {
  const { clock, keeper, rememberRefresh } = scene.setup;
  if (rememberRefresh && session.series !== undefined) return refreshRemember(scene, session);
  const cookie = keeper.touch(session, clock(), { stampHash });
  if (cookie instanceof Promise) return cookie.then(() => undefined);
  if (cookie !== undefined) scene.jar.set('session', cookie);
}

/** The same token, as long again, in the browser and in the store. */
async function refreshRemember<User, Guest>(
  { setup, jar }: Scene<User, Guest>,
  session: SessionRecord,
): Promise<void> {
  const { keeper, clock } = setup;
  const presented = presentedRemember(jar);
  const isOwn = presented !== undefined && presented.series === session.series;
  const found = isOwn ? await keeper.series?.findSeries(presented.series) : undefined;
  const isLive = found !== undefined && !isExpired(found.series, setup);
  const renewed = isLive && presented !== undefined && belongs(found, presented);
  await keeper.touch(session, clock(), renewed ? { series: session.series } : {});
  if (!renewed) return;
  jar.set('remember', presented.cookie, maxAgeSeconds(found.series, setup));
}

function isOver<User, Guest>(
  { setup }: Scene<User, Guest>,
  { createdAtMs, lastSeenAtMs }: SessionRecord,
): boolean {
  const now = setup.clock();
  // Not `>`: a store that gives something other than numbers must not make sessions that never end.
  return !(now - lastSeenAtMs <= setup.idleMs && now - createdAtMs <= setup.sessionMs);
}

/** By remember token, else by the request. A token that is damaged or worth nothing does not stand in the way of other credentials. */
function withoutSession<User, Guest>(scene: Scene<User, Guest>): MaybePromise<Visitor<User, Guest>> {
  const { setup, jar } = scene;
  const presented = setup.keeper.series === undefined ? undefined : presentedRemember(jar);
  if (presented === undefined) return byRequest(scene);
  return restore(scene, presented).then((visitor) => visitor ?? byRequest(scene));
}

function byRequest<User, Guest>(scene: Scene<User, Guest>): MaybePromise<Visitor<User, Guest>> {
  const { loadUserFromRequest, isActive, events } = scene.setup;
  if (loadUserFromRequest === undefined) return anonymousIn(scene);
  scene.jar.dependOn();
  const welcomed = (user: User | undefined) => {
    if (user === undefined || !isActive(user)) return anonymousIn(scene);
    const visitor = { state: 'known', user, via: 'request', session: undefined } as const;
    return announced(scene, visitor, () => events.loadedFromRequest?.(user, scene.visit));
  };
  const loaded = loadUserFromRequest(scene.request, scene.context);
  return loaded instanceof Promise ? loaded.then(welcomed) : welcomed(loaded);
}
