import { createMemoryStore } from './memory-store.ts';
import { describeSessionStore } from './testing.ts';

describeSessionStore('The memory store', async () => ({
  store: createMemoryStore<{ id: string }>(),
  users: [{ id: 'ada' }, { id: 'grace' }],
  userId: (user) => user.id,
  nowMs: 1_700_000_000_000,
}));
