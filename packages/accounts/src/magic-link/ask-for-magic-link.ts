import type { Accounts, Client } from '../accounts.ts';
import { askForLink, type LinkAskedOutcome } from '../mail/ask-for-link.ts';
import { hashOfToken, newTokenText } from '../tokens/token-text.ts';
import { codeFor, macOfCode } from './code.ts';

export interface MagicLinkForm {
  /** A mail address or a user name, as typed. */
  readonly identifier: string;
}

export type MagicLinkAsked =
  /** `browser`: the value of a cookie for ten minutes; by it the link knows the browser that asked. */
  { readonly ok: true; readonly browser: string } | Exclude<LinkAskedOutcome, { readonly ok: true }>;

/** Mails a link that logs in, good for ten minutes and once. The answer is the same for known and unknown. */
export async function askForMagicLink(
  accounts: Accounts,
  { identifier }: MagicLinkForm,
  client: Client,
): Promise<MagicLinkAsked> {
  const browser = newTokenText(accounts.random);
  const asked = await askForLink(
    accounts,
    {
      identifier,
      purpose: 'magic-link',
      lifetimeMs: magicLinkForMs,
      template: 'magic-link',
      event: 'magic-link-asked',
      browserHash: hashOfToken(browser),
      codeMac: macOfCode(accounts, codeFor(accounts, browser)),
    },
    client,
  );
  return asked.ok ? { ok: true, browser } : asked;
}

/** How long the link is good, and the browser that asked for it is known. */
export const magicLinkForMs = 10 * 60_000;
