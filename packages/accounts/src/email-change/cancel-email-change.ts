import type { Accounts, Client } from '../accounts.ts';
import { recordAudit } from '../audit/record.ts';
import { findToken, spendToken } from '../tokens/one-time-token.ts';
import type { User } from '../users/user.ts';
import { type EmailChangeLink, userOf } from './link.ts';
import { endEmailChange } from './pending.ts';

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
  const user = found && (await userOf(accounts.database.kysely, found));
  return user && found?.email !== undefined ? { user, email: found.email } : undefined;
}

/** By whoever reads the mail of the old address: the change that waits does not happen. Nobody needs to be logged in for it. */
export async function cancelEmailChange(
  accounts: Accounts,
  { token }: EmailChangeLink,
  { address, agent }: Client,
): Promise<CancelOutcome> {
  return await accounts.database.kysely.transaction().execute(async (transaction): Promise<CancelOutcome> => {
    const spent = await spendToken(accounts, { purpose, token }, { in: transaction });
    const user = spent && (await userOf(transaction, spent));
    if (user === undefined) return { ok: false, reason: 'over' };
    await endEmailChange(transaction, user.id);
    const by = { userId: user.id, address, agent, detail: 'old-address' };
    await recordAudit(
      accounts,
      { event: 'email-change-cancelled', result: 'success', ...by },
      { in: transaction },
    );
    return { ok: true, user };
  });
}

const purpose = 'cancel-email-change';

/** By whoever is logged in: takes the change back that waits. `false`: none was waiting. */
export async function withdrawEmailChange(
  accounts: Accounts,
  { id: userId }: Pick<User, 'id'>,
  { address, agent }: Client,
): Promise<boolean> {
  return await accounts.database.kysely.transaction().execute(async (transaction) => {
    const wasWaiting = await endEmailChange(transaction, userId);
    if (!wasWaiting) return false;
    await recordAudit(
      accounts,
      { event: 'email-change-cancelled', result: 'success', userId, address, agent, detail: 'withdrawn' },
      { in: transaction },
    );
    return true;
  });
}
