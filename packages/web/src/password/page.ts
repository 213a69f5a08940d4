import type { Fault, User } from '@latchkey/accounts';
import { accountNav } from '../account/nav.ts';
import { faultLines, faultsAt } from '../forms/faults.ts';
import { renderAccountField, renderField, renderSummary, renderToken } from '../layout/field.ts';
import { type Html, html } from '../layout/html.ts';
import type { Page } from '../layout/page.ts';
import type { View } from '../layout/view.ts';
import { renderNewPasswordFields } from './new-password-fields.ts';

export interface PasswordPage {
  readonly user: User;
  readonly faults: readonly Fault[];
  /** The account has none yet, and the form has no field `current_password`. */
  readonly isFirst: boolean;
}

export function passwordPage(view: View, { user, faults, isFirst }: PasswordPage): Page {
  const { text, link } = view;
  const title = text[isFirst ? 'password.first-title' : 'password.title'];
  const forgot =
    view.verification === undefined || isFirst
      ? ''
      : html`<p class="below"><a href="${link('/forgot')}">${text['login.forgot']}</a></p>\n`;
  const main = html`${accountNav(view, '/account/password')}<div class="card">
<h1>${title}</h1>
${renderSummary(text['summary.heading'], faultLines(text, faults))}<p class="soft">${text[isFirst ? 'password.first-text' : 'password.text']}</p>
<form class="form" method="post" action="${link('/account/password')}" novalidate>
${renderToken(view.token)}
${renderAccountField(text['field.account'], user.name)}${isFirst ? '' : renderCurrent(view, faults)}${renderNewPasswordFields(view, { faults, isReplacing: !isFirst })}<button class="button" type="submit">${text[isFirst ? 'password.first-button' : 'password.button']}</button>
</form>
</div>
${forgot}<p class="below"><a href="${link('/account')}">${text['password.back']}</a></p>`;
  return {
    title,
    main,
    at: '/account/password',
    isRefused: faults.length > 0,
    isWide: true,
  };
}

function renderCurrent({ text }: View, faults: readonly Fault[]): Html {
  return renderField({
    name: 'current_password',
    label: text['field.current-password'],
    type: 'password',
    autocomplete: 'current-password',
    faults: faultsAt(text, faults, 'currentPassword'),
  });
}
