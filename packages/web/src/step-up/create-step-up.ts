import { randomBytes } from 'node:crypto';
import type { Accounts, User } from '@latchkey/accounts';
import type { Login } from '@latchkey/session';
import { createProtection } from '../csrf/protection.ts';
import { createLink } from '../links.ts';
import { type StepUp, stepUpGuards } from './guards.ts';
import { sentForm } from './sent-form.ts';

export interface StepUpSettings {
  /** The one of `createWeb`, made with `loginFor(accounts)`. */
  readonly login: Login<User>;
  readonly accounts: Accounts;
  /** The same as that of `createWeb`. Default none. */
  readonly prefix?: string;
}

/**
 * Guards for the forms of your own application that resume after a proof. Their pages take the token of `createFormProtection`:
 * what was sent without it is not kept.
 * @throws `prefix-invalid`
 */
export function createStepUp({ login, accounts, prefix = '' }: StepUpSettings): StepUp {
  const protection = createProtection(login, randomBytes);
  return stepUpGuards({ login, accounts, protection, link: createLink(prefix) }, sentForm);
}
