import assert from 'node:assert/strict';
import { addressOf, addSession, type FrontDoor } from '../log-in/test-door.ts';

export interface Flood {
  /** How long to wait for the next try, given how long the last answer said. */
  nextMs(retryAfterSeconds: number): number;
}

/**
 * Somebody guesses ada's password for 48 h, from a thousand addresses, and her user name and mail address in turn.
 * At most 100 tries are hashed. Four times a day she logs in from a browser that she has used before, at once, and
 * the session she has in another goes on.
 */
export async function floodAda(door: FrontDoor, { nextMs }: Flood): Promise<void> {
  await addSession(door, await door.addUser('ada'));
  let browser = await ownerLogsIn(door);
  const start = door.clock();
  let hers = door.hashed();
  let nextVisit = start;
  for (let tries = 0; door.clock() < start + 48 * hourMs; tries += 1) {
    const identifier = tries % 2 === 0 ? 'ada' : 'ada@example.com';
    const outcome = await door.try(identifier, `guess ${tries}`, { address: addressOf(tries % 1000) });
    assert.ok(!outcome.ok && outcome.reason !== 'busy');
    if (door.clock() >= nextVisit) {
      const before = door.hashed();
      browser = await ownerLogsIn(door, browser);
      hers += door.hashed() - before;
      nextVisit += 6 * hourMs;
    }
    door.clock.advance(nextMs(outcome.reason === 'waiting' ? outcome.retryAfterSeconds : 0));
  }
  assert.equal(door.hashed() - hers, 100);
  const stranger = await door.try('ada', 'right');
  assert.deepEqual(stranger, { ok: false, reason: 'waiting', retryAfterSeconds: 900, closed: true });
  await ownerLogsIn(door, browser);
  const sessions = await door.accounts.database.kysely
    .selectFrom('sessions')
    .select('wrong_passwords')
    .execute();
  assert.deepEqual(sessions, [{ wrong_passwords: 0 }]);
}

const hourMs = 3_600_000;

async function ownerLogsIn(door: FrontDoor, browser?: string): Promise<string> {
  const outcome = await door.try('ada', 'right', { address: '192.0.2.7', browser });
  assert.ok(outcome.ok, 'the owner logs in at once');
  return outcome.browser;
}
