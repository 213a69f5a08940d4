import type { Accounts, Client } from '../accounts.ts';
import { recordAudit } from '../audit/record.ts';
import { type User, userColumns, userFrom } from './user.ts';

export interface LanguageChange {
  readonly user: User;
  /** `en`; the caller knows which there are. `undefined`: as the browser asks. */
  readonly language: string | undefined;
}

/** The language of an account's pages and mails. `undefined`: the account was disabled or deleted meanwhile. */
export async function changeLanguage(
  accounts: Accounts,
  { user, language }: LanguageChange,
  { address, agent }: Client,
): Promise<User | undefined> {
  if (language === user.language) return user;
  return await accounts.database.kysely.transaction().execute(async (transaction) => {
    const row = await transaction
      .updateTable('users')
      .set({ language: language ?? null })
      .where('id', '=', user.id)
      .where('disabled_at', 'is', null)
      .returning(userColumns)
      .executeTakeFirst();
    if (row === undefined) return undefined;
    await recordAudit(
      accounts,
      { event: 'language-changed', result: 'success', userId: user.id, address, agent },
      { in: transaction },
    );
    return userFrom(row);
  });
}
