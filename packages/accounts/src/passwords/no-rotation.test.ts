import assert from 'node:assert/strict';
import { test } from 'node:test';
import { frontDoor } from '../log-in/test-door.ts';

test('a password does not grow old: after 400 days it logs in, and nobody is asked for another', async (t) => {
  const { addUser, clock, ...door } = await frontDoor(t);
  await addUser('ada');
  clock.advance(400 * 86_400_000);
  const outcome = await door.try('ada', 'right');
  assert.ok(outcome.ok);
});
