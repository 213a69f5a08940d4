import type { Fault } from '@latchkey/accounts';
import type { Form } from '../forms/decode-form.ts';
import { faultLines, faultsAt } from '../forms/faults.ts';
import { staleText } from '../forms/stale.ts';
import { renderField, renderSummary, renderToken } from '../layout/field.ts';
import { html } from '../layout/html.ts';
import type { Page } from '../layout/page.ts';
import type { View } from '../layout/view.ts';
import { renderNewPasswordFields } from '../password/new-password-fields.ts';

export interface SignUpPage {
  readonly next: string | undefined;
  /** What was typed before, passwords aside. */
  readonly typed?: Form;
  readonly faults?: readonly Fault[];
  readonly stale?: 'stale' | 'no-cookie';
}

export function signUpPage(view: View, { next, typed, faults = [], stale }: SignUpPage): Page {
  const { text, link } = view;
  const at = (field: Fault['field']) => faultsAt(text, faults, field);
  const lines =
    stale === undefined ? faultLines(text, faults) : [{ text: staleText(text, stale), field: 'username' }];
  const main = html`<div class="card">
<h1>${text['signup.title']}</h1>
${renderSummary(text['summary.heading'], lines)}<form class="form" method="post" action="${link('/signup', { next })}" novalidate>
${renderToken(view.token)}
${renderField({
  name: 'username',
  label: text['field.username'],
  type: 'text',
  autocomplete: 'username',
  value: typed?.get('username'),
  hint: text['field.username-hint'],
  faults: at('username'),
})}${renderField({
  name: 'email',
  label: text['field.email'],
  type: 'email',
  autocomplete: 'email',
  value: typed?.get('email'),
  faults: at('email'),
})}${renderNewPasswordFields(view, { faults })}<button class="button" type="submit">${text['signup.button']}</button>
</form>
</div>
<p class="below">${text['signup.log-in-question']} <a href="${link('/login', { next })}">${text['signup.magic-link']}</a></p>`;
  return { title: text['signup.title'], main, at: '/signup', next, isRefused: lines.length > 0 };
}
