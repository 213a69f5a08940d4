import { beginSession, orWithdrawn } from './begin.ts';
import { refuseWrongUser } from './loaders.ts';
import { isExpired, judge, type Presented, rotate } from './remember.ts';
import { announced, anonymousIn, type Scene } from './scene.ts';
import type { Visitor } from './visitor.ts';

/** By remember token; `undefined` where it is worth nothing, and then its cookie goes. */
export function restore<User, Guest>(
  scene: Scene<User, Guest>,
  presented: Presented,
): Promise<Visitor<User, Guest> | undefined> {
  return tryRestore(scene, presented, 2); // two tabs may present the same token at the same moment, and one of them loses
}

async function tryRestore<User, Guest>(
  scene: Scene<User, Guest>,
  presented: Presented,
  tries: number,
): Promise<Visitor<User, Guest> | undefined> {
  const { setup, jar, visit } = scene;
  const found = await setup.keeper.series?.findSeries(presented.series);
  if (found === undefined || isExpired(found.series, setup)) return forgotten(scene);
  const judgement = judge(found.series, presented, setup.clock());
  if (judgement === 'replayed') return endReplayed(scene, found.series.userId, presented);
  const user = found.user ?? (await setup.loadUser(found.series.userId));
  if (user !== undefined) refuseWrongUser(setup.userId(user), found.series.userId);
  if (user === undefined || !setup.isActive(user)) return forgotten(scene);
  if (judgement === 'grace') return { state: 'known', user, via: 'remember', session: undefined };
  jar.refuseIfSent();
  const issued = rotate(found.series, presented, setup);
  const visitor = await beginSession(scene, user, { via: 'remember', proofs: [], issued });
  if (visitor === undefined) return tries > 1 ? tryRestore(scene, presented, tries - 1) : undefined;
  // The event may have logged out again: `completeLogIn` of the accounts, say, which decides what is still missing.
  return orWithdrawn(scene, () => announced(scene, visitor, () => setup.events.restored?.(user, visit)));
}

/** A copy is about, and nobody can tell whose: everything that came of this series ends. */
async function endReplayed<User, Guest>(
  scene: Scene<User, Guest>,
  userId: string,
  { series }: Presented,
): Promise<undefined> {
  const { keeper, events } = scene.setup;
  await keeper.series?.end({ series });
  await announced(scene, anonymousIn(scene), () => events.replayed?.(userId, scene.visit));
  return forgotten(scene);
}

function forgotten<User, Guest>({ jar }: Scene<User, Guest>): undefined {
  jar.clear('remember');
}
