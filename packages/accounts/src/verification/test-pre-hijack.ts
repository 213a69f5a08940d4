import assert from 'node:assert/strict';
import { askForReset } from '../recovery/ask-for-reset.ts';
import { resetPassword } from '../recovery/reset-password.ts';
import { client } from '../recovery/test-mailbox.ts';
import { sessionStore } from '../sessions/store.ts';
import { seriesOf, sessionOf } from '../sessions/test-records.ts';
import type { TestScope } from '../testing.ts';
import { signUp } from '../users/sign-up.ts';
import type { User } from '../users/user.ts';
import { type WaitingRoom, waitingRoom } from './test-sign-up.ts';

// The attack: Eve signs up with Vera's address before Vera does, and waits until it is Vera's account. See Sudhodanan and
// Paverd, "Pre-hijacked accounts" (USENIX Security 2022).

export const email = 'vera@example.com';
export const eves = { username: 'eve', email, password: 'curlew by the weir' };
export const veras = { username: 'vera', email, password: 'sanderling at dusk' };
export const eve = { address: '203.0.113.66', agent: 'Eve' };

type Mode = 'required' | 'banner' | 'off';

export interface Scene extends WaitingRoom {
  /** An account with Vera's address, made and used by Eve: a session, a remember token. */
  madeByEve(): Promise<User>;
  /** Vera asks for a new password, opens the link and sets one. */
  resets(): Promise<void>;
  /** What Eve could still come in with; nothing, where all is well. */
  waysOfEve(): Promise<string[]>;
}

export async function preHijacked(scope: TestScope, verification: Mode = 'required'): Promise<Scene> {
  const room = await waitingRoom(scope, { mail: { verification } });
  const { accounts, clock, database, logsIn, mailed } = room;
  const store = sessionStore(accounts);
  return {
    ...room,
    async madeByEve() {
      const made = await signUp(accounts, eves, eve);
      assert.ok(made.ok);
      const { user } = made;
      const atMs = clock();
      const next = seriesOf(user, 'series of Eve', { atMs });
      await store.start(sessionOf(user, 'of Eve', { atMs }), { user });
      await store.start(sessionOf(user, 'remembered of Eve', { atMs, series: next.series }), {
        user,
        series: { next },
      });
      return user;
    },
    async resets() {
      await askForReset(accounts, { identifier: email }, client);
      const { password } = veras;
      const outcome = await resetPassword(
        accounts,
        { token: await mailed('reset-password'), password },
        client,
      );
      assert.ok(outcome.ok);
    },
    async waysOfEve() {
      const tokens = database.kysely.selectFrom('one_time_tokens').where('spent_at', 'is', null);
      const pending = database.kysely.selectFrom('pending_sign_ups').where('username', '=', 'eve');
      const ways = {
        'her password, by address': await logsIn(email, eves.password),
        'her password, by user name': await logsIn('eve', eves.password),
        'her session': store.find('of Eve') !== undefined,
        'her restored session': store.find('remembered of Eve') !== undefined,
        'her remember token': store.findSeries('series of Eve') !== undefined,
        'a token': (await tokens.selectAll().execute()).length > 0,
        'a pending sign-up': (await pending.selectAll().execute()).length > 0,
      };
      return Object.entries(ways).flatMap(([way, isOpen]) => (isOpen ? [way] : []));
    },
  };
}
