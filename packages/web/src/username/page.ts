import type { Fault, User } from '@latchkey/accounts';
import { accountNav } from '../account/nav.ts';
import type { Form } from '../forms/decode-form.ts';
import { faultLines, faultsAt } from '../forms/faults.ts';
import { renderField, renderSummary, renderToken } from '../layout/field.ts';
import { html } from '../layout/html.ts';
import type { Page } from '../layout/page.ts';
import type { View } from '../layout/view.ts';

export interface UsernamePage {
  readonly user: User;
  readonly typed?: Form;
  readonly faults?: readonly Fault[];
}

export function usernamePage(view: View, { user, typed, faults = [] }: UsernamePage): Page {
  const { text, link } = view;
  const hasOld = user.username !== undefined;
  const title = text[hasOld ? 'username.title' : 'username.add-title'];
  const main = html`${accountNav(view, '/account/username')}<div class="card">
<h1>${title}</h1>
${renderSummary(text['summary.heading'], faultLines(text, faults))}<p class="soft">${text[hasOld ? 'username.text' : 'username.add-text']}</p>
${hasOld ? html`<dl class="facts"><div><dt>${text['username.current']}</dt><dd>${user.username}</dd></div></dl>\n` : ''}<form class="form" method="post" action="${link('/account/username')}" novalidate>
${renderToken(view.token)}
${renderField({
  name: 'username',
  label: text['username.new'],
  type: 'text',
  autocomplete: 'username',
  value: typed?.get('username'),
  hint: text['field.username-hint'],
  faults: faultsAt(text, faults, 'username'),
})}<button class="button" type="submit">${text[hasOld ? 'username.button' : 'username.add-button']}</button>
</form>
</div>
<p class="below"><a href="${link('/account')}">${text['username.back']}</a></p>`;
  return { title, main, at: '/account/username', isRefused: faults.length > 0, isWide: true };
}
