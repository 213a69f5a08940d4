import type { Accounts, Client } from '../accounts.ts';
import { recordAudit } from '../audit/record.ts';
import { takeFromWindow } from '../limits/window.ts';
import { type User, userColumns, userFrom } from './user.ts';

export interface LanguageChange {
  readonly user: User;
  /** `en`; the caller knows which there are. `undefined`: as the browser asks. */
  readonly language: string | undefined;
}

export type ChangeLanguageOutcome =
  | { readonly ok: true; readonly user: User }
  /** The account was disabled or deleted meanwhile. */
  | { readonly ok: false; readonly reason: 'gone' }
  /** 20 an hour: each is a line of the audit. */
  | { readonly ok: false; readonly reason: 'limited'; readonly retryAfterSeconds: number };

/** The language of an account's pages and mails. */
export async function changeLanguage(
  accounts: Accounts,
  { user, language }: LanguageChange,
  client: Client,
): Promise<ChangeLanguageOutcome> {
  if (language === user.language) return { ok: true, user };
  const taken = await takeFromWindow(accounts, { name: 'account-language', userId: user.id });
  if (!taken.ok) return taken;
  return await accounts.database.kysely.transaction().execute(async (transaction) => {
    const row = await transaction
      .updateTable('users')
      .set({ language: language ?? null })
      .where('id', '=', user.id)
      .where('disabled_at', 'is', null)
      .returning(userColumns)
      .executeTakeFirst();
    if (row === undefined) return { ok: false, reason: 'gone' };
    await recordAudit(
      accounts,
      { event: 'language-changed', result: 'success', userId: user.id, client },
      { in: transaction },
    );
    return { ok: true, user: userFrom(row) };
  });
}
