import { randomBytes } from 'node:crypto';
import { isSafe, type Login, type Random, type Visit } from '@latchkey/session';
import { honoLogin } from '@latchkey/session/hono';
import type { Context, MiddlewareHandler } from 'hono';
import { codedError } from './coded-error.ts';
import { createProtection } from './csrf/protection.ts';

export interface FormProtectionOptions {
  /** The answer to a form that is refused. Default: 403 with one sentence. */
  readonly refuse?: (c: Context) => Response | Promise<Response>;
  /** Default `randomBytes` of Node; only tests give another. */
  readonly random?: Random;
}

export interface FormProtection {
  /**
   * The value for a hidden field `csrf_token` of your own form.
   * @throws `visit-missing` unless `protect` or `honoLogin(login).visits` stands in front of the page
   */
  csrfToken(c: Context): Promise<string>;
  /** Refuses unsafe requests of other sites, and those without a token, in the field `csrf_token` or the header `X-CSRF-Token`. */
  readonly protect: MiddlewareHandler;
}

/** What the pages of Latchkey have, for the forms of your own application. */
export function createFormProtection<User>(
  login: Login<User>,
  options: FormProtectionOptions = {},
): FormProtection {
  const { refuse = (c: Context) => c.text('This form was not accepted. Please open the page again.', 403) } =
    options;
  const protection = createProtection(login, options.random ?? randomBytes);
  const { visits } = honoLogin(login);
  return {
    csrfToken: async (c) => protection.token(visitIn(c)),
    protect: (c, next) =>
      visits(c, async () => {
        const isAccepted =
          isSafe(c.req.method) || (!protection.isForeign(c.var.visit) && (await hasToken(c)));
        if (isAccepted) return next();
        c.res = await refuse(c);
      }),
  };

  function visitIn(c: Context): Visit<User> {
    const visit: unknown = c.get('visit');
    if (login.owns(visit)) return visit;
    throw codedError(
      'visit-missing',
      'A page with a form needs `protect` or `honoLogin(login).visits` of its own login in front of it.',
    );
  }

  async function hasToken(c: Context): Promise<boolean> {
    const sent = c.req.header('x-csrf-token') ?? (await c.req.parseBody()).csrf_token;
    return (await protection.judge(c.var.visit, typeof sent === 'string' ? sent : undefined)) === 'good';
  }
}
