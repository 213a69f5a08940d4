import type { Fault, User } from '@latchkey/accounts';
import { accountNav } from '../account/nav.ts';
import { renderField, renderSummary, renderToken } from '../layout/field.ts';
import { html } from '../layout/html.ts';
import type { Page } from '../layout/page.ts';
import type { View } from '../layout/view.ts';
import { faultText } from '../messages/messages.ts';

export interface DeletionPage {
  readonly user: User;
  /** Browsers that are logged in, with this one. */
  readonly sessionCount: number;
  readonly typed: string;
  readonly faults: readonly Fault[];
}

export function deletionPage(view: View, { user, sessionCount, typed, faults }: DeletionPage): Page {
  const { text, link, token } = view;
  const sentences = faults.map((fault) => faultText(text, fault));
  const lines = sentences.map((sentence) => ({ text: sentence, field: 'confirmation' }));
  const main = html`${accountNav(view, '/account/delete')}<div class="card">
<h1>${text['deletion.title']}</h1>
${renderSummary(text['summary.heading'], lines)}<ul>
<li>${text['deletion.at-once']({ count: sessionCount })}</li>
<li>${text['deletion.wait']}</li>
<li>${text['deletion.gone']}</li>
</ul>
<p class="soft">${text['deletion.data']} <a href="${link('/account/data')}">${text['deletion.data-link']}</a></p>
<form class="form" method="post" action="${link('/account/delete')}" novalidate>
${renderToken(token)}
${renderField({
  name: 'confirmation',
  label: text['deletion.field'],
  type: 'text',
  autocomplete: 'off',
  value: typed,
  hint: text['deletion.hint']({ name: user.name }),
  faults: sentences,
})}<button class="button button-danger" type="submit">${text['deletion.button']}</button>
</form>
</div>
<p class="below"><a href="${link('/account')}">${text['deletion.back']}</a></p>`;
  return {
    title: text['deletion.title'],
    main,
    at: '/account/delete',
    isRefused: faults.length > 0,
    isWide: true,
  };
}
