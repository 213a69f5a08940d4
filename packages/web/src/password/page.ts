import type { Fault, User } from '@latchkey/accounts';
import { accountNav } from '../account/nav.ts';
import { faultLines, faultsAt } from '../forms/faults.ts';
import { renderAccountField, renderField, renderSummary, renderToken } from '../layout/field.ts';
import { html } from '../layout/html.ts';
import type { Page } from '../layout/page.ts';
import type { View } from '../layout/view.ts';
import { renderNewPasswordFields } from './new-password-fields.ts';

export interface PasswordPage {
  readonly user: User;
  readonly faults: readonly Fault[];
}

export function passwordPage(view: View, { user, faults }: PasswordPage): Page {
  const { text, link } = view;
  // Also the way to a first password, for whoever has logged in by mail until now.
  const forgot =
    view.verification === undefined
      ? ''
      : html`<p class="below"><a href="${link('/forgot')}">${text['login.forgot']}</a></p>\n`;
  const main = html`${accountNav(view, '/account/password')}<div class="card">
<h1>${text['password.title']}</h1>
${renderSummary(text['summary.heading'], faultLines(text, faults))}<p class="soft">${text['password.text']}</p>
<form class="form" method="post" action="${link('/account/password')}" novalidate>
${renderToken(view.token)}
${renderAccountField(text['field.account'], user.name)}${renderField({
  name: 'current_password',
  label: text['field.current-password'],
  type: 'password',
  autocomplete: 'current-password',
  faults: faultsAt(text, faults, 'currentPassword'),
})}${renderNewPasswordFields(view, { faults, isReplacing: true })}<button class="button" type="submit">${text['password.button']}</button>
</form>
</div>
${forgot}<p class="below"><a href="${link('/account')}">${text['password.back']}</a></p>`;
  return {
    title: text['password.title'],
    main,
    at: '/account/password',
    isRefused: faults.length > 0,
    isWide: true,
  };
}
