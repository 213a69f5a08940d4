import type { User } from '@latchkey/accounts';
import { renderAccountField, renderField, renderSummary, renderToken } from '../layout/field.ts';
import { html } from '../layout/html.ts';
import type { Page } from '../layout/page.ts';
import type { View } from '../layout/view.ts';
import { faultText } from '../messages/messages.ts';

export interface ConfirmPage {
  readonly next: string | undefined;
  readonly user: User;
  readonly fault: 'empty' | 'wrong' | undefined;
}

export function confirmPage(view: View, { next, user, fault }: ConfirmPage): Page {
  const { text, link } = view;
  const faults = fault === undefined ? [] : [faultText(text, { field: 'confirm', reason: fault })];
  const lines = faults.map((line) => ({ text: line, field: 'password' }));
  const main = html`<div class="card">
<h1>${text['confirm.title']}</h1>
${renderSummary(text['summary.heading'], lines)}<p class="soft">${text['confirm.text']}</p>
<form class="form" method="post" action="${link('/confirm', { next })}" novalidate>
${renderToken(view.token)}
${renderAccountField(text['field.account'], user.name)}${renderField({
  name: 'password',
  label: text['field.password'],
  type: 'password',
  autocomplete: 'current-password',
  faults,
  hasFocus: fault === undefined,
})}<button class="button" type="submit">${text['confirm.button']}</button>
</form>
</div>${
    view.verification === undefined
      ? ''
      : html`
<p class="below"><a href="${link('/forgot')}">${text['login.forgot']}</a></p>`
  }`;
  return { title: text['confirm.title'], main, at: '/confirm', next, isRefused: lines.length > 0 };
}
