import {
  type FoundPending,
  findPendingLogIn,
  type SecondFactorOutcome,
  trustedForMs,
  type User,
} from '@latchkey/accounts';
import type { Visit } from '@latchkey/session';
import type { MiddlewareHandler } from 'hono';
import { seeOther } from '../layout/page.ts';
import { type GoingOn, logInAndGoOn } from '../login/log-in-and-go-on.ts';
import { nextOf } from '../next.ts';
import type { Site, VisitEnv } from '../site.ts';
import { forgetPending, pageFor, pendingIn } from './pending-cookie.ts';

/** What a handler behind `pendingOnly` has. */
export interface PendingVisit {
  readonly visit: Visit<User>;
  readonly pending: FoundPending & { readonly token: string };
}

export type PendingEnv = { Variables: Pick<PendingVisit, 'pending'> };

/** Lets through whose log-in has begun and lacks what this page is for; everybody else is led to where they can go on. */
export function pendingOnly(
  site: Site,
  page: '/login/factor' | '/login/set-up',
): MiddlewareHandler<VisitEnv & PendingEnv> {
  return async (c, next) => {
    const { visit } = c.var;
    const token = pendingIn(visit)?.token;
    const found = token === undefined ? undefined : await findPendingLogIn(site.accounts, token);
    if (token === undefined || found === undefined) return logInOver(site, visit);
    if (pageFor(found.missing) !== page) {
      return seeOther(site.link(pageFor(found.missing), { next: nextOf(visit) }));
    }
    c.set('pending', { ...found, token });
    return void (await next());
  };
}

/** It is too old, was wrong too often, or the account has changed: everything from the start. */
export function logInOver(site: Site, visit: Visit<User>): Response {
  forgetPending(site, visit);
  visit.flash('flash.log-in-over', 'warning');
  return seeOther(site.link('/login', { next: nextOf(visit) }));
}

const trustedForSeconds = trustedForMs / 1000;

type WholeOutcome = Extract<SecondFactorOutcome, { readonly ok: true }>;

export interface Finishing extends Partial<Pick<GoingOn, 'next' | 'flash'>> {
  readonly outcome: WholeOutcome;
}

/** The log-in is whole. @param next default what the address says */
export async function finishPending(
  site: Site,
  visit: Visit<User>,
  { outcome, next = nextOf(visit), flash }: Finishing,
): Promise<Response> {
  const answer = await logInAndGoOn(site, visit, { ...outcome, next, flash });
  if (answer === undefined) return logInOver(site, visit);
  const { trusted } = outcome;
  if (trusted !== undefined) visit.setCookie(site.login.cookies.set('trusted', trusted, trustedForSeconds));
  return answer;
}
