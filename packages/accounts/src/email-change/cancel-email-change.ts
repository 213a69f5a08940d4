import type { Accounts, Client } from '../accounts.ts';
import { recordAudit } from '../audit/record.ts';
import { sessionStands } from '../sessions/session-stands.ts';
import { findToken, spendToken } from '../tokens/one-time-token.ts';
import { findUserById } from '../users/find.ts';
import type { User } from '../users/user.ts';
import { type EmailChangeLink, endEmailChange } from './pending.ts';

export type CancelOutcome =
  | { readonly ok: true; readonly user: User }
  /** The link is spent, too old, replaced or none of ours, or the change is done already: nobody is told which. */
  | { readonly ok: false; readonly reason: 'over' };

/** Which change the link in the old mailbox stops, for the page with the button. It changes nothing. `undefined`: it is over. */
export async function findEmailChangeCancel(
  accounts: Accounts,
  { token }: EmailChangeLink,
): Promise<{ readonly user: User; readonly email: string } | undefined> {
  const found = await findToken(accounts, { purpose, token });
  const user = found && (await findUserById(accounts.database.kysely, found.userId));
  return user && found?.email !== undefined ? { user, email: found.email } : undefined;
}

/** By whoever reads the mail of the old address: the change that waits does not happen. Nobody needs to be logged in for it. */
export async function cancelEmailChange(
  accounts: Accounts,
  { token }: EmailChangeLink,
  client: Client,
): Promise<CancelOutcome> {
  return await accounts.database.kysely.transaction().execute(async (transaction): Promise<CancelOutcome> => {
    const spent = await spendToken(accounts, { purpose, token }, { in: transaction });
    const user = spent && (await findUserById(transaction, spent.userId));
    if (user === undefined) return { ok: false, reason: 'over' };
    await endEmailChange(transaction, user.id);
    const by = { userId: user.id, client, detail: 'old-address' };
    await recordAudit(
      accounts,
      { event: 'email-change-cancelled', result: 'success', ...by },
      { in: transaction },
    );
    return { ok: true, user };
  });
}

const purpose = 'cancel-email-change';

export interface WithdrawnChange {
  readonly user: User;
  /** The session in which it is asked. */
  readonly sessionIdHash: string;
}

export type WithdrawOutcome =
  | { readonly ok: true; readonly wasWaiting: boolean }
  /** The session or the account has changed since the page was opened, and nothing was written. */
  | { readonly ok: false; readonly reason: 'gone' };

/** By whoever is logged in: takes the change back that waits, if one does. */
export async function withdrawEmailChange(
  accounts: Accounts,
  withdrawn: WithdrawnChange,
  client: Client,
): Promise<WithdrawOutcome> {
  return await accounts.database.kysely.transaction().execute(async (transaction) => {
    const users = transaction.selectFrom('users').select('id').where(sessionStands(withdrawn));
    const row = await users.executeTakeFirst();
    if (row === undefined) return { ok: false, reason: 'gone' };
    const wasWaiting = await endEmailChange(transaction, row.id);
    if (wasWaiting) {
      const by = { userId: row.id, client, detail: 'withdrawn' };
      await recordAudit(
        accounts,
        { event: 'email-change-cancelled', result: 'success', ...by },
        { in: transaction },
      );
    }
    return { ok: true, wasWaiting };
  });
}
