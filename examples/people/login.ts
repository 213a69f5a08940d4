import { createLogin, createMemoryStore, isSafe, type Visit } from '@latchkey/session';
import { findPerson, type Person } from './people.ts';

/** The memory store is for trying it: its sessions end with the process. */
export function createOwnLogin(secrets: readonly string[]) {
  return createLogin({
    store: createMemoryStore<Person>(),
    secrets,
    userId: (person) => person.id,
    loadUser: findPerson,
    loginPage: '/login',
    confirmPage: '/confirm',
  });
}

/**
 * Keeps other sites from sending forms in the visitor's name (CSRF). Every browser of today names the sender's origin with a
 * POST, and it must be ours; that also covers the log-in form and other hosts of our domain, which `SameSite=Lax` does not.
 * Browsers that are too old to say so, and programs, are refused; a token in each form (`@latchkey/web`) would let them in.
 */
export function isAccepted({ request, origin }: Visit<Person>): boolean {
  return isSafe(request.method) || request.headers.get('origin') === origin;
}
