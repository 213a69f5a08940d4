import type { Accounts, Client } from '../accounts.ts';
import { askForLink, type LinkAskedOutcome } from '../mail/ask-for-link.ts';
import { hashOfToken, newTokenText } from '../tokens/token-text.ts';
import { codeFor, macOfCode } from './code.ts';

export interface LogInLinkForm {
  /** A mail address or a user name, as typed. */
  readonly identifier: string;
}

export type LogInLinkAsked =
  /** `browser`: the value of a cookie for ten minutes; by it the link knows the browser that asked. */
  { readonly ok: true; readonly browser: string } | Exclude<LinkAskedOutcome, { readonly ok: true }>;

/** Mails a link that logs in, good for ten minutes and once. The answer is the same for known and unknown. */
export async function askForLogInLink(
  accounts: Accounts,
  { identifier }: LogInLinkForm,
  client: Client,
): Promise<LogInLinkAsked> {
  const browser = newTokenText(accounts.random);
  const asked = await askForLink(
    accounts,
    {
      identifier,
      purpose: 'log-in',
      lifetimeMs,
      template: 'log-in-link',
      event: 'log-in-link-asked',
      browserHash: hashOfToken(browser),
      codeMac: macOfCode(accounts, codeFor(accounts, browser)),
    },
    client,
  );
  return asked.ok ? { ok: true, browser } : asked;
}

const lifetimeMs = 10 * 60_000;
