import type { Fault, User } from '@latchkey/accounts';
import { faultLines, faultsAt } from '../forms/faults.ts';
import { renderAccountField, renderField, renderSummary, renderToken } from '../layout/field.ts';
import { html } from '../layout/html.ts';
import type { Page } from '../layout/page.ts';
import type { View } from '../layout/view.ts';
import type { Site } from '../site.ts';

export interface PasswordPage {
  readonly user: User;
  readonly faults: readonly Fault[];
}

export function passwordPage(site: Site, view: View, { user, faults }: PasswordPage): Page {
  const { text, link } = site;
  const at = (field: Fault['field']) => faultsAt(text, faults, field);
  const main = html`<div class="card">
<h1>${text['password.title']}</h1>
${renderSummary(text['summary.heading'], faultLines(text, faults))}<p class="soft">${text['password.text']}</p>
<form class="form" method="post" action="${link('/account/password')}" novalidate>
${renderToken(view.token)}
${renderAccountField(text['field.account'], user.name)}${renderField({
  name: 'current_password',
  label: text['field.current-password'],
  type: 'password',
  autocomplete: 'current-password',
  faults: at('currentPassword'),
})}${renderField({
  name: 'password',
  label: text['field.new-password'],
  type: 'password',
  autocomplete: 'new-password',
  hint: text['field.password-hint']({ minimum: site.minimumPasswordLength }),
  faults: at('password'),
})}${renderField({
  name: 'confirm_password',
  label: text['field.confirm-new-password'],
  type: 'password',
  autocomplete: 'new-password',
  faults: at('confirmPassword'),
})}<button class="button" type="submit">${text['password.button']}</button>
</form>
</div>
<p class="below"><a href="${link('/dashboard')}">${text['password.back']}</a></p>`;
  return { title: text['password.title'], main, at: '/account/password', isRefused: faults.length > 0 };
}
