import { existsSync } from 'node:fs';
import { type Accounts, createAccounts, type Database, openDatabase } from '@latchkey/accounts';
import { createKeyring } from '@latchkey/session';
import type { Settings } from './settings/settings.ts';
import { startRefused } from './start-refused.ts';

export interface OpenedAccounts {
  readonly accounts: Accounts;
  /** Sentences about what was made: the database, its tables. */
  readonly created: readonly string[];
}

/** The accounts of the settings, for the server and for the commands. @throws `start-refused` with a sentence */
export async function openAccounts(settings: Settings): Promise<OpenedAccounts> {
  const path = settings.databaseUrl.slice('sqlite:'.length);
  const isNew = !existsSync(path);
  const database = await openOrRefuse(settings.databaseUrl, path);
  const accounts = await createOrClose(database, settings);
  const steps = database.migrations.join(', ');
  return {
    accounts,
    created: [
      ...(isNew ? [`Created the database ${path}.`] : []),
      ...(steps === '' ? [] : [`Brought its tables up to date: ${steps}.`]),
    ],
  };
}

async function createOrClose(database: Database, settings: Settings): Promise<Accounts> {
  try {
    return createAccounts({
      database,
      keyring: createKeyring(settings.keys.reveal()),
      siteName: settings.siteName,
      passwords: {
        minimumLength: settings.passwordMinimum,
        needsUpperCase: settings.passwordNeedsUpperCase,
        needsDigit: settings.passwordNeedsDigit,
      },
      ...(settings.limits === 'off' ? { limits: 'off' as const } : {}),
    });
  } catch (error) {
    await database.close();
    throw error;
  }
}

async function openOrRefuse(url: string, path: string) {
  try {
    return await openDatabase(url);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw startRefused(`The database ${path} cannot be opened: ${why}`, error);
  }
}
