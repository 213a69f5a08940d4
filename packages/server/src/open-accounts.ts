import { existsSync } from 'node:fs';
import {
  type Accounts,
  createAccounts,
  type Database,
  type MailSettings,
  openDatabase,
} from '@latchkey/accounts';
import { createKeyring } from '@latchkey/session';
import { composeMails } from './compose-mails.ts';
import { baseUrlOf } from './local-url.ts';
import type { Settings } from './settings/settings.ts';
import { startRefused } from './start-refused.ts';

export interface OpenedAccounts {
  readonly accounts: Accounts;
  /** Sentences about what was made: the database, its tables. */
  readonly created: readonly string[];
}

export interface OpenAccountsOptions {
  /** Where links in mails begin. Default: as the settings say. A server that takes any free port knows it only later. */
  readonly baseUrl?: () => string;
}

/** The accounts of the settings, for the server and for the commands. @throws `start-refused` with a sentence */
export async function openAccounts(
  settings: Settings,
  { baseUrl = () => baseUrlOf(settings) }: OpenAccountsOptions = {},
): Promise<OpenedAccounts> {
  const path = settings.databaseUrl.slice('sqlite:'.length);
  const isNew = !existsSync(path);
  const database = await openOrRefuse(settings.databaseUrl, path);
  const accounts = await createOrClose(settings, { database, baseUrl });
  const steps = database.migrations.join(', ');
  return {
    accounts,
    created: [
      ...(isNew ? [`Created the database ${path}.`] : []),
      ...(steps === '' ? [] : [`Brought its tables up to date: ${steps}.`]),
    ],
  };
}

interface Made {
  readonly database: Database;
  readonly baseUrl: () => string;
}

async function createOrClose(settings: Settings, { database, baseUrl }: Made): Promise<Accounts> {
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
      factors: { second: settings.secondFactor, totpStepsBack: settings.totpStepsBack },
      ...(settings.mail && { mail: mailSettings(settings, baseUrl) }),
      ...(settings.limits === 'off' ? { limits: 'off' as const } : {}),
    });
  } catch (error) {
    await database.close();
    throw error;
  }
}

function mailSettings(settings: Settings, baseUrl: () => string): MailSettings {
  const { verification, notices } = settings;
  return { compose: composeMails(settings, baseUrl), verification, notices };
}

async function openOrRefuse(url: string, path: string) {
  try {
    return await openDatabase(url);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw startRefused(`The database ${path} cannot be opened: ${why}`, error);
  }
}
