import type { NewTotp, User } from '@latchkey/accounts';
import { renderSummary } from '../layout/field.ts';
import { type Html, html } from '../layout/html.ts';
import type { Page } from '../layout/page.ts';
import type { View } from '../layout/view.ts';
import { faultText } from '../messages/messages.ts';
import { renderPasskeyForm, renderWithoutPasskeys } from '../passkeys/passkey-form.ts';
import { renderTotpForm, type TotpFault, totpFaults } from '../security/totp-form.ts';
import { cancelForm } from './page.ts';

export interface SetUpPage {
  readonly user: User;
  readonly next: string | undefined;
  /** For `navigator.credentials.create`, as JSON. */
  readonly passkeyOptions: string;
  readonly fault: 'wrong' | 'exists' | 'too-many' | undefined;
}

/** Where everybody needs a second factor, and this account has none: it gets one before the log-in is whole. */
export function setUpPage(view: View, page: SetUpPage): Page {
  const { text } = view;
  const { user, next, fault } = page;
  const title = text['set-up.title'];
  const lines =
    fault === undefined
      ? []
      : [{ text: faultText(text, { field: 'new-passkey', reason: fault }), field: 'passkey' }];
  const main = html`<div class="card">
<h1>${title}</h1>
${renderSummary(text['summary.heading'], lines)}<p>${text['set-up.text'](user)}</p>
</div>
${choices(view, page)}${cancelForm(view, { next })}`;
  return { title, main, at: '/login/set-up', next, isRefused: fault !== undefined, hasPasskeys: true };
}

function choices(view: View, { next, passkeyOptions: options }: SetUpPage): Html {
  const { text, link } = view;
  const action = link('/login/set-up/passkey', { next });
  const button = text['set-up.passkey-button'];
  return html`<section class="card">
<h2>${text['security.totp']}</h2>
<p class="soft">${text['set-up.totp-text']}</p>
<p class="form"><a class="button" href="${link('/login/set-up/totp', { next })}">${text['security.totp-add']}</a></p>
</section>
<section class="card">
<h2>${text['set-up.passkey']}</h2>
<p class="soft">${text['security.passkeys-text']}</p>
${renderWithoutPasskeys(view)}${renderPasskeyForm(view, { kind: 'create', action, options, button, isMain: true })}</section>
`;
}

export interface SetUpTotpPage {
  readonly user: User;
  readonly totp: NewTotp;
  readonly next: string | undefined;
  readonly fault: TotpFault | undefined;
}

export function setUpTotpPage(view: View, { user, totp, next, fault }: SetUpTotpPage): Page {
  const { text, link } = view;
  const title = text['totp.title'];
  const lines = totpFaults(view, fault).map((line) => ({ text: line, field: 'code' }));
  const action = link('/login/set-up/totp', { next });
  const main = html`<div class="card">
<h1>${title}</h1>
${renderSummary(text['summary.heading'], lines)}<p class="soft">${text['set-up.account'](user)}</p>
<p class="soft">${text['totp.text']}</p>
${renderTotpForm(view, { totp, action, fault })}</div>
<p class="below"><a href="${link('/login/set-up', { next })}">${text['set-up.back']}</a></p>`;
  return { title, main, at: '/login/set-up/totp', next, isRefused: fault !== undefined };
}
