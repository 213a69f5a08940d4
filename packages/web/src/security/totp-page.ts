import type { NewTotp } from '@latchkey/accounts';
import { accountNav } from '../account/nav.ts';
import { renderSummary } from '../layout/field.ts';
import { html } from '../layout/html.ts';
import type { Page } from '../layout/page.ts';
import type { View } from '../layout/view.ts';
import { renderTotpForm, type TotpFault, totpFaults } from './totp-form.ts';

export interface TotpPage {
  readonly totp: NewTotp;
  readonly fault: TotpFault | undefined;
  /** The account has an app; the new one comes in its place. */
  readonly isReplacing: boolean;
  readonly next: string | undefined;
}

export function totpPage(view: View, { totp, fault, isReplacing, next }: TotpPage): Page {
  const { text, link } = view;
  const title = text[isReplacing ? 'totp.replace-title' : 'totp.title'];
  const lines = totpFaults(view, fault).map((line) => ({ text: line, field: 'code' }));
  const action = link('/account/security/totp', { next });
  const fields = isReplacing ? html`<input type="hidden" name="replaces" value="1">\n` : '';
  const main = html`${accountNav(view, '/account/security/totp')}<div class="card">
<h1>${title}</h1>
${renderSummary(text['summary.heading'], lines)}${isReplacing ? html`<p>${text['totp.replace-text']}</p>\n` : ''}<p class="soft">${text['totp.text']}</p>
${renderTotpForm(view, { totp, action, fault, fields })}</div>
<p class="below"><a href="${link('/account/security', { next })}">${text['security.back']}</a></p>`;
  return { title, main, at: '/account/security/totp', isRefused: fault !== undefined, isWide: true };
}
