import assert from 'node:assert/strict';
import { client, type Mailbox, mailbox } from '../recovery/test-mailbox.ts';
import type { TestScope } from '../testing.ts';
import type { SignUpForm } from '../users/sign-up.ts';
import { askToSignUp } from './ask-to-sign-up.ts';

type Settings = NonNullable<Parameters<typeof mailbox>[1]>;

/** Sign-ups that wait for their mail; `ada` (ada@example.com) has an account, from before mail was on. */
export interface WaitingRoom extends Mailbox {
  /** Somebody signs up in a browser of their own, or in this one; what their browser and their mailbox hold. */
  signsUp(form?: Partial<SignUpForm>, signUpBrowser?: string): Promise<{ browser: string; token: string }>;
  pending(): Promise<number>;
  users(): Promise<number>;
}

export const chosen = 'heron under the pier';
export const elsewhere = 'x'.repeat(43);

export async function waitingRoom(scope: TestScope, settings: Settings = {}): Promise<WaitingRoom> {
  const made = await mailbox(scope, settings);
  const { kysely } = made.database;
  const count = async (table: 'users' | 'pending_sign_ups') =>
    (await kysely.selectFrom(table).selectAll().execute()).length;
  return {
    ...made,
    pending: () => count('pending_sign_ups'),
    users: () => count('users'),
    async signsUp(form = {}, signUpBrowser) {
      const asked = { username: 'bob', email: 'bob@example.com', password: chosen, ...form };
      const outcome = await askToSignUp(made.accounts, asked, { ...client, signUpBrowser });
      assert.ok(outcome.ok);
      const mails = await made.written();
      return { browser: outcome.browser, token: mails.at(-1)?.token ?? '' };
    },
  };
}
