import { askForOwnPasskey, type FactorAnswer, listFactors, type User } from '@latchkey/accounts';
import type { Visit } from '@latchkey/session';
import type { Form } from '../forms/decode-form.ts';
import { passkeyAsk } from '../passkeys/relying-party.ts';
import type { Site } from '../site.ts';
import type { AskedFactor, FactorWay } from './factor-forms.ts';

/** Names of the fields that the forms for a second factor send. */
export const factorFields = ['by', 'code', 'response'];

/**
 * What this account can be asked for. A passkey is asked for at once, so that its button works without another page.
 * @param wanted what the visitor has chosen, as in `?by=`
 */
export async function askedFactor(
  site: Site,
  visit: Visit<User>,
  { user, wanted }: { readonly user: User; readonly wanted?: string | undefined },
): Promise<AskedFactor> {
  const { totp, passkeys, codes } = await listFactors(site.accounts, user);
  const isTotpDisabled = totp?.isDisabled === true;
  const counting: Readonly<Record<FactorWay, boolean>> = {
    totp: totp !== undefined && !isTotpDisabled,
    passkey: passkeys.length > 0,
    'recovery-code': codes !== undefined && codes.left > 0,
  };
  const ways = everyWay.filter((way) => counting[way]);
  const by = ways.find((way) => way === wanted) ?? ways[0] ?? 'totp';
  const passkeyOptions = counting.passkey
    ? await askForOwnPasskey(site.accounts, { ...(await passkeyAsk(site, visit)), user })
    : undefined;
  return { by, ways, isTotpDisabled, passkeyOptions };
}

const everyWay = ['totp', 'passkey', 'recovery-code'] as const;

/** What was sent, for `proveSecondFactor` and `confirmFactor`. */
export type SentFactor =
  | { readonly ok: true; readonly by: FactorWay; readonly answer: FactorAnswer }
  /** Nothing but blanks: no try is counted. */
  | { readonly ok: false; readonly by: FactorWay; readonly reason: 'empty' };

export async function sentFactor(site: Site, visit: Visit<User>, form: Form): Promise<SentFactor> {
  const by = everyWay.find((way) => way === form.get('by')) ?? 'totp';
  const typed = form.get(by === 'passkey' ? 'response' : 'code') ?? '';
  if (typed.trim() === '') return { ok: false, by, reason: 'empty' };
  if (by !== 'passkey') return { ok: true, by, answer: { by, code: typed } };
  return { ok: true, by, answer: { by, answer: { ...(await passkeyAsk(site, visit)), response: typed } } };
}
