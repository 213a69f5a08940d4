import type { Fault, User } from '@latchkey/accounts';
import { faultLines } from '../forms/faults.ts';
import { renderAccountField, renderMailedToken, renderSummary, renderToken } from '../layout/field.ts';
import { html } from '../layout/html.ts';
import type { Page } from '../layout/page.ts';
import type { View } from '../layout/view.ts';
import { renderNewPasswordFields } from '../password/new-password-fields.ts';

export interface ResetPage {
  /** Whose password it will be: whoever holds the link may know. */
  readonly user: User;
  /** Of the link, for the hidden field `token`. */
  readonly mailedToken: string;
  readonly faults: readonly Fault[];
}

export function resetPage(view: View, { user, mailedToken, faults }: ResetPage): Page {
  const { text, link } = view;
  const title = text['reset.title'];
  const main = html`<div class="card">
<h1>${title}</h1>
${renderSummary(text['summary.heading'], faultLines(text, faults))}<p class="soft">${text['reset.text']}</p>
<form class="form" method="post" action="${link('/reset')}" novalidate>
${renderToken(view.token)}
${renderMailedToken(mailedToken)}
${renderAccountField(text['field.account'], user.name)}${renderNewPasswordFields(view, { faults, isReplacing: true })}<button class="button" type="submit">${text['reset.button']}</button>
</form>
</div>`;
  return { title, main, at: '/reset', isRefused: faults.length > 0 };
}
