import { beginSession } from './begin.ts';
import { refuseWrongUser } from './loaders.ts';
import { isExpired, judge, type Presented, rotate } from './remember.ts';
import { announced, anonymousIn, type Scene } from './scene.ts';
import type { KnownVisitor, Visitor } from './visitor.ts';

/** By remember token; `undefined` where it is worth nothing, and then its cookie goes. */
export function restore<User, Guest>(
  scene: Scene<User, Guest>,
  presented: Presented,
): Promise<Visitor<User, Guest> | undefined> {
  return tryRestore(scene, presented, { isAgreed: false });
}

async function tryRestore<User, Guest>(
  scene: Scene<User, Guest>,
  presented: Presented,
  { isAgreed }: { readonly isAgreed: boolean },
): Promise<Visitor<User, Guest> | undefined> {
  const { setup, jar } = scene;
  const found = await setup.keeper.series?.findSeries(presented.series);
  if (found === undefined || isExpired(found.series, setup)) return forgotten(scene);
  const judgement = judge(found.series, presented, setup.clock());
  if (judgement === 'replayed') return endReplayed(scene, found.series.userId, presented);
  const user = found.user ?? (await setup.loadUser(found.series.userId));
  if (user !== undefined) refuseWrongUser(setup.userId(user), found.series.userId);
  if (user === undefined || !setup.isActive(user)) return forgotten(scene);
  const known = { state: 'known', user, via: 'remember', session: undefined } as const;
  if (judgement === 'grace') return (await setup.graceFor(user, scene.visit)) ? known : undefined;
  jar.refuseIfSent();
  if (!isAgreed) {
    const answer = await agreed(scene, known);
    if (answer !== known || scene.isDecided) return answer;
  }
  const issued = rotate(found.series, presented, setup);
  const visitor = await beginSession(scene, user, { via: 'remember', proofs: [], issued });
  if (visitor !== undefined) return visitor;
  // Two tabs may present the same token at the same moment, and one of them loses: once, as the other's holds for a minute.
  return isAgreed ? undefined : tryRestore(scene, presented, { isAgreed: true });
}

/**
 * Asks before anything is written: `completeLogIn` of the accounts, say, decides here what is still missing, and may log out
 * again. The attack: somebody who makes that fail, and comes back in the minute in which the token before still answers.
 */
async function agreed<User, Guest>(
  scene: Scene<User, Guest>,
  known: KnownVisitor<User>,
): Promise<Visitor<User, Guest>> {
  const { setup, visit } = scene;
  const answer = await announced(scene, known, () => setup.events.restored?.(known.user, visit));
  if (!scene.isDecided) scene.visitor = undefined; // until its session has begun
  return answer;
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
