import type { ComposeMail } from '@latchkey/accounts';
import { createMails } from '@latchkey/web';
import type { Settings } from './settings/settings.ts';

/** What writes the mails of a server: in its name, and in its language where nobody has another. */
export function composeMails(
  { siteName, language }: Pick<Settings, 'siteName' | 'language'>,
  baseUrl: string | (() => string),
): ComposeMail {
  return createMails({ baseUrl, siteName, language });
}
