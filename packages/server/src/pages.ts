import type { Accounts } from '@latchkey/accounts';
import { createLogin } from '@latchkey/session';
import { createWeb, loginFor } from '@latchkey/web';
import type { Log } from './log.ts';
import type { RequestSettings } from './requests.ts';
import type { Settings } from './settings/settings.ts';

/** Introduces the session core to the accounts, and both to the pages. */
export function createPages(
  settings: Settings,
  { accounts, log }: { accounts: Accounts; log: Log },
): RequestSettings['answer'] {
  const login = createLogin({
    ...loginFor(accounts),
    secrets: settings.keys.reveal(),
    clientAddress: (_request, context) => addressIn(context),
    ...(settings.baseUrl === undefined ? {} : { baseUrl: settings.baseUrl }),
  });
  const web = createWeb({
    login,
    accounts,
    siteName: settings.siteName,
    signUpLogsIn: settings.signUpLogsIn,
    magicLink: settings.magicLink,
    language: settings.language,
    production: settings.mode === 'production',
    onError: (error, id) => log.error({ id, error }, 'a request failed'),
  });
  return (request, environment) => web.fetch(request, { ...environment });
}

/** The address that `createRequestListener` found, handed through Hono's context as `c.env.clientAddress`. */
function addressIn(context: unknown): string | undefined {
  const environment = propertyOf(context, 'env');
  const address = propertyOf(environment, 'clientAddress');
  return typeof address === 'string' ? address : undefined;
}

function propertyOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}
