import { test } from 'node:test';
import { frontDoor } from '../log-in/test-door.ts';
import { floodAda } from './test-flood.ts';

test('one try a second for 48 h from a thousand addresses gets 100 passwords hashed, and the owner logs in at once from a browser she knows', async (t) => {
  await floodAda(await frontDoor(t), { nextMs: () => 1000 });
});
