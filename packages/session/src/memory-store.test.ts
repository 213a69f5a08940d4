import { createMemoryStore } from './memory-store.ts';
import { describeSessionStore } from './testing.ts';

const make = async () => ({
  store: createMemoryStore<{ id: string }>(),
  users: [{ id: 'ada' }, { id: 'Zoë 日本 🜁' }] as const,
  userId: (user: { id: string }) => user.id,
  nowMs: 1_700_000_000_000,
});

describeSessionStore('The memory store', make, { knowsUsers: false });
