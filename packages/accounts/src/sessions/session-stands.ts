import type { ExpressionBuilder, ExpressionWrapper, SqlBool } from 'kysely';
import type { Schema } from '../database/schema.ts';
import type { User } from '../users/user.ts';

export interface Standing {
  /** As the session's guard read it. */
  readonly user: Pick<User, 'id' | 'credentialsVersion'>;
  readonly sessionIdHash: string;
}

type Users = ExpressionBuilder<Schema, 'users'>;

/**
 * A condition on `users`: this account, not disabled, and still in this session. The attack: a thief's request passes the
 * guard just before the owner's reset ends the session, and does its work after it. So what an owner may do asks once more,
 * in the transaction that does it.
 */
export function sessionStands({
  user,
  sessionIdHash,
}: Standing): (is: Users) => ExpressionWrapper<Schema, 'users', SqlBool> {
  return (is) =>
    is.and([
      is('users.id', '=', user.id),
      is('users.credentials_version', '=', user.credentialsVersion),
      is('users.disabled_at', 'is', null),
      is.exists(
        is
          .selectFrom('sessions')
          .select('sessions.id_hash')
          .where('sessions.id_hash', '=', sessionIdHash)
          .where('sessions.user_id', '=', user.id)
          .where('sessions.credentials_version', '=', user.credentialsVersion),
      ),
    ]);
}
