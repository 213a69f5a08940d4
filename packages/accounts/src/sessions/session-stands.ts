import type { ExpressionBuilder, ExpressionWrapper, SqlBool, Transaction } from 'kysely';
import type { Schema } from '../database/schema.ts';
import type { User } from '../users/user.ts';

/** An owner in a session: who asks for what only an owner may do. */
export interface Standing {
  /** As the session's guard read it. */
  readonly user: User;
  /** The session in which it is asked. Of what ends the others, it alone goes on. */
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

/**
 * The same for work of several statements; asked first in its transaction. It writes, and changes nothing: so it locks the row of
 * the account, on PostgreSQL and MySQL too. The attack: two removals at once would each see the other's way in, and none is left.
 */
export async function stillStands(transaction: Transaction<Schema>, standing: Standing): Promise<boolean> {
  const touched = await transaction
    .updateTable('users')
    .set((is) => ({ id: is.ref('users.id') }))
    .where(sessionStands(standing))
    .executeTakeFirst();
  return touched.numUpdatedRows > 0n;
}
