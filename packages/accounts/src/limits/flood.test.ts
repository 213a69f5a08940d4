import { test } from 'node:test';
import { frontDoor } from '../log-in/test-door.ts';
import { floodAda } from './test-flood.ts';

// `flood.long.test.ts` makes every try of the 48 hours; here the clock goes to just before and to the end of each wait.
test('48 h of tries from a thousand addresses get 100 passwords hashed, and the owner logs in at once from a browser she knows', async (t) => {
  await floodAda(await frontDoor(t), {
    nextMs: (retryAfterSeconds) => (retryAfterSeconds > 1 ? (retryAfterSeconds - 1) * 1000 : 1000),
  });
});
