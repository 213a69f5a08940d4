import { randomBytes } from 'node:crypto';
import type { Accounts, User } from '@latchkey/accounts';
import type { Login } from '@latchkey/session';
import { codedError } from '../coded-error.ts';
import { createProtection } from '../csrf/protection.ts';
import { createLink, type Link } from '../links.ts';
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
 * @throws `prefix-invalid`, and `prefix-mismatch` for a login that was not made with `loginFor(accounts, { prefix })`
 */
export function createStepUp({ login, accounts, prefix = '' }: StepUpSettings): StepUp {
  const link = createLink(prefix);
  checkLogin(login, link);
  const protection = createProtection(login, randomBytes);
  return stepUpGuards({ login, accounts, protection, link }, sentForm);
}

/** Otherwise a form would wait behind a page that is not there, and nobody would know before the first one does. */
function checkLogin({ loginPage }: Login<User>, link: Link): void {
  if (loginPage === link('/login')) return;
  throw codedError(
    'prefix-mismatch',
    `The login sends people to ${loginPage ?? 'no page'}, and the pages that resume a form stand beside ${link('/login')}: make it with \`loginFor\`, and give both the same prefix.`,
  );
}
