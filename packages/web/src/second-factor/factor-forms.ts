import { renderAccountField, renderField, renderSummary, renderToken } from '../layout/field.ts';
import { type Html, html } from '../layout/html.ts';
import type { View } from '../layout/view.ts';
import { faultText } from '../messages/messages.ts';
import { renderPasskeyForm, renderWithoutPasskeys } from '../passkeys/passkey-form.ts';

/** What an account can prove its second factor with, and which of it the page asks for. */
export interface AskedFactor {
  /** What the page is about; a passkey is offered beside the code of the app as well. */
  readonly by: FactorWay;
  /** All that the account has and that counts. */
  readonly ways: readonly FactorWay[];
  /** After 100 wrong codes in a row those of the app count no more. */
  readonly isTotpDisabled: boolean;
  /** For `navigator.credentials.get`, as JSON; where the account has a passkey. */
  readonly passkeyOptions: string | undefined;
}

export type FactorWay = 'totp' | 'passkey' | 'recovery-code';

export interface FactorFault {
  readonly by: FactorWay;
  readonly reason: 'empty' | 'wrong' | 'totp-disabled';
}

export interface FactorCard extends AskedFactor {
  readonly title: string;
  /** Why it is asked for. */
  readonly about: string;
  /** Of the account. */
  readonly name: string;
  /** Where the forms are sent to: fields `by`, `code` or `response`, and `trust` where that is offered. */
  readonly action: string;
  readonly button: string;
  /** Where this page asks for another of the ways. */
  readonly addressOf: (by: FactorWay) => string;
  /** Offers to ask for no second factor in this browser for 30 d. Default false. */
  readonly offersTrust?: boolean;
  readonly fault: FactorFault | undefined;
}

/** The forms for a second factor, in a card; below it the ways that the account has besides. Their page says `hasPasskeys` where `hasPasskeyForm` does. */
export function renderFactorCard(view: View, card: FactorCard): Html {
  const { text } = view;
  const { title, about, fault } = card;
  const lines = fault === undefined ? [] : [{ text: sentenceOf(view, fault), field: placeOf(card, fault) }];
  const isSaid = fault?.reason === 'totp-disabled';
  const disabled =
    card.isTotpDisabled && !isSaid ? html`<p>${text['second-factor.totp-disabled']}</p>\n` : '';
  return html`<div class="card">
<h1>${title}</h1>
${renderSummary(text['summary.heading'], lines)}<p class="soft">${about}</p>
${disabled}${card.ways.length === 0 ? html`<p>${text['second-factor.none-left']}</p>\n` : formsOf(view, card)}</div>
${otherWays(view, card)}`;
}

/** Whether the card has a form that needs the script. */
export function hasPasskeyForm({ by, passkeyOptions }: Pick<AskedFactor, 'by' | 'passkeyOptions'>): boolean {
  return passkeyOptions !== undefined && by !== 'recovery-code';
}

function sentenceOf({ text }: View, { by, reason }: FactorFault): string {
  return faultText(text, { field: by, reason });
}

/** Where the form of that way stands; the whole page where it has gone. */
function placeOf(card: FactorCard, fault: FactorFault): string {
  if (fault.by === 'passkey') return hasPasskeyForm(card) ? 'passkey' : 'content';
  return fault.by === card.by ? 'code' : 'content';
}

function formsOf(view: View, card: FactorCard): Html {
  if (card.by === 'recovery-code') return recoveryCodeForm(view, card);
  if (card.by === 'passkey')
    return html`${passkeyForm(view, card, { isMain: true })}${renderWithoutPasskeys(view)}`;
  return html`${totpForm(view, card)}${passkeyForm(view, card, { isMain: false })}`;
}

function totpForm(view: View, card: FactorCard): Html {
  const { text, token } = view;
  return html`<form class="form" method="post" action="${card.action}" novalidate>
${renderToken(token)}
<input type="hidden" name="by" value="totp">
${renderAccountField(text['field.account'], card.name)}${renderField({
  name: 'code',
  label: text['second-factor.code'],
  type: 'text',
  autocomplete: 'one-time-code',
  inputMode: 'numeric',
  hint: text['second-factor.code-hint'],
  faults: faultsOf(view, card, 'totp'),
  hasFocus: card.fault === undefined,
})}${trustBox(view, card)}<button class="button" type="submit">${card.button}</button>
</form>
`;
}

function recoveryCodeForm(view: View, card: FactorCard): Html {
  const { text, token } = view;
  return html`<form class="form" method="post" action="${card.action}" novalidate>
${renderToken(token)}
<input type="hidden" name="by" value="recovery-code">
${renderAccountField(text['field.account'], card.name)}${renderField({
  name: 'code',
  label: text['second-factor.recovery-code'],
  type: 'text',
  autocomplete: 'off',
  hint: text['second-factor.recovery-code-hint'],
  faults: faultsOf(view, card, 'recovery-code'),
  hasFocus: card.fault === undefined,
})}<button class="button" type="submit">${card.button}</button>
</form>
`;
}

function passkeyForm(view: View, card: FactorCard, { isMain }: { readonly isMain: boolean }): Html | '' {
  const { text } = view;
  const { passkeyOptions: options, action, offersTrust = false } = card;
  if (options === undefined) return '';
  const by = html`<input type="hidden" name="by" value="passkey">\n`;
  const trust = offersTrust ? html`<input type="hidden" name="trust" value="" data-from="trust">\n` : '';
  const fields = isMain
    ? html`${by}${renderAccountField(text['field.account'], card.name)}${trustBox(view, card)}`
    : html`${by}${trust}`;
  const button = text['second-factor.passkey-button'];
  return renderPasskeyForm(view, { kind: 'get', action, options, button, fields, isMain });
}

function faultsOf(view: View, { fault }: FactorCard, by: FactorWay): string[] {
  return fault?.by === by ? [sentenceOf(view, fault)] : [];
}

function trustBox({ text }: View, { offersTrust = false }: FactorCard): Html | '' {
  if (!offersTrust) return '';
  return html`<div class="choice">
<input id="trust" name="trust" type="checkbox" value="1" aria-describedby="trust-hint">
<label for="trust">${text['second-factor.trust']}</label>
<p class="hint" id="trust-hint">${text['second-factor.trust-hint']}</p>
</div>
`;
}

function otherWays({ text }: View, { by, ways, addressOf }: FactorCard): Html[] {
  const others = ways.filter((way) => way !== by && !(by === 'totp' && way === 'passkey'));
  return others.map(
    (way) => html`<p class="below"><a href="${addressOf(way)}">${text[labels[way]]}</a></p>\n`,
  );
}

const labels = {
  totp: 'second-factor.by-totp',
  passkey: 'second-factor.by-passkey',
  'recovery-code': 'second-factor.by-recovery-code',
} as const;
