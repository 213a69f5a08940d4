import type { Accounts } from '../accounts.ts';
import { hashOfToken, isTokenShape } from '../tokens/token-text.ts';

export interface OpenedSignUp {
  /** Out of the link, as received. */
  readonly token: string;
  /** What `askToSignUp` left in the browser that signed up; `undefined` in any other. */
  readonly browser: string | undefined;
}

export interface FoundSignUp {
  readonly email: string;
  readonly username: string | undefined;
  /** In the browser that signed up. */
  readonly isHere: boolean;
}

/** At the tenth wrong password a sign-up is over. */
export const mostWrongPasswords = 10;

/**
 * The sign-up that waits for this link, for the page that shows its button; it changes nothing. `undefined`: the link is used,
 * too old or none of ours, or its address has an account by now: nobody is told which.
 */
export async function findSignUp(
  { clock, database }: Accounts,
  { token, browser = '' }: OpenedSignUp,
): Promise<FoundSignUp | undefined> {
  if (!isTokenShape(token)) return undefined;
  const found = await database.kysely
    .selectFrom('pending_sign_ups')
    .select((of) => ['email', 'username', of('browser_hash', '=', hashOfToken(browser)).as('is_here')])
    .where('token_hash', '=', hashOfToken(token))
    .where('expires_at', '>', clock())
    .where('wrong_passwords', '<', mostWrongPasswords)
    .where('email_canonical', 'not in', (of) =>
      of
        .selectFrom('users')
        .select('users.email_canonical')
        .whereRef('users.email_canonical', '=', 'pending_sign_ups.email_canonical'),
    )
    .executeTakeFirst();
  if (found === undefined) return undefined;
  return { email: found.email, username: found.username ?? undefined, isHere: Boolean(found.is_here) };
}
