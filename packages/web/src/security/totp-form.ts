import type { NewTotp } from '@latchkey/accounts';
import { renderField, renderToken } from '../layout/field.ts';
import { type Html, html } from '../layout/html.ts';
import type { View } from '../layout/view.ts';
import { faultText } from '../messages/messages.ts';
import { renderQr } from './qr.ts';

export interface TotpForm {
  readonly totp: NewTotp;
  /** Where it is sent to, with the fields `sealed` and `code`. */
  readonly action: string;
  readonly fault: TotpFault | undefined;
  /** Further fields, which nobody sees. */
  readonly fields?: Html | '';
}

export type TotpFault = 'empty' | 'wrong' | 'stale';

/** What an authenticator app needs: a picture, the same as a key to type, and a link for an app on this device; then its first code. */
export function renderTotpForm(view: View, { totp, action, fault, fields = '' }: TotpForm): Html {
  const { text } = view;
  const uri = totp.uri.reveal();
  return html`<div class="totp">
<p>${renderQr(uri, { title: text['totp.qr'] })}</p>
<div>
<p>${text['totp.key']}</p>
<p class="big-code key"><span class="code">${inGroups(totp.seed.reveal())}</span></p>
<p><a class="link" href="${uri}">${text['totp.open']}</a></p>
</div>
</div>
<form class="form" method="post" action="${action}" novalidate>
${renderToken(view.token)}
<input type="hidden" name="sealed" value="${totp.sealed}">
${fields}${renderField({
  name: 'code',
  label: text['totp.code'],
  type: 'text',
  autocomplete: 'one-time-code',
  inputMode: 'numeric',
  hint: text['totp.code-hint'],
  faults: totpFaults(view, fault),
})}<button class="button" type="submit">${text['totp.button']}</button>
</form>
`;
}

export function totpFaults({ text }: View, fault: TotpFault | undefined): string[] {
  return fault === undefined ? [] : [faultText(text, { field: 'new-totp', reason: fault })];
}

/** Of four letters, so that nobody loses his place; apps take the blanks. */
function inGroups(key: string): string {
  return key.match(/.{1,4}/g)?.join(' ') ?? key;
}
