import type { Login, Random, Visit, Visitor } from '@latchkey/session';
import { isForeign } from './origin.ts';
import { isTokenFor, makeToken } from './token.ts';

/** `stale`: the token is missing, wrong, or of another session. `no-cookie`: the browser sent none of our cookies back. */
export type TokenJudgement = 'good' | 'stale' | 'no-cookie';

/** Keeps other sites from sending forms in the visitor's name (CSRF; ASVS 3.5.1). */
export interface Protection<User> {
  /** The value for a form's `csrf_token`. Before log-in it sets the form cookie that the token is bound to. */
  token(visit: Visit<User>): Promise<string>;
  /**
   * What a token is bound to, and whatever else must count for this browser alone: its session, before log-in its form cookie,
   * which it sets like `token`.
   */
  binding(visit: Visit<User>): Promise<string>;
  /** Whether headers say that another site sent this request. */
  isForeign(visit: Visit<User>): boolean;
  judge(visit: Visit<User>, token: string | undefined): Promise<TokenJudgement>;
  /** At log-in and log-out: tokens handed out before are worth nothing after. */
  forget(visit: Visit<User>): void;
}

export function createProtection<User>(login: Login<User>, random: Random): Protection<User> {
  const issued = new WeakMap<Visit<User>, string>();

  /** Once for each request, however many forms its page has. */
  function newFormCookie(visit: Visit<User>): string {
    const value = issued.get(visit) ?? Buffer.from(random(32)).toString('base64url');
    issued.set(visit, value);
    visit.setCookie(login.cookies.set('csrf', value));
    return `cookie:${value}`;
  }

  async function binding(visit: Visit<User>): Promise<string> {
    return sessionOf(await visit.visitor()) ?? formCookie(visit) ?? newFormCookie(visit);
  }

  return {
    binding,
    token: async (visit) => makeToken(login.keyring, await binding(visit), random),
    isForeign: (visit) => {
      const { trustedOrigins } = login;
      return isForeign(visit.request.headers, { origin: visit.origin, trustedOrigins });
    },
    async judge(visit, token = '') {
      const bound = sessionOf(await visit.visitor()) ?? formCookie(visit);
      if (bound === undefined) return 'no-cookie';
      return isTokenFor(login.keyring, bound, token) ? 'good' : 'stale';
    },
    forget: (visit) => visit.setCookie(login.cookies.clear('csrf')),
  };
}

/** Never the form cookie while there is a session: a cookie planted by a sibling host must not speak for a log-in. */
function sessionOf<User>(visitor: Visitor<User>): string | undefined {
  return visitor.state === 'anonymous' || visitor.session === undefined
    ? undefined
    : `session:${visitor.session.idHash}`;
}

/** What we did not write counts as absent, and is cleared; the next form sets a new one. */
function formCookie<User>(visit: Visit<User>): string | undefined {
  return visit.readCookie('csrf', (value) => (/^[\w-]{43}$/.test(value) ? `cookie:${value}` : undefined));
}
