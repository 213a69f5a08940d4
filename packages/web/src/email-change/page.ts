import type { Fault, PendingEmailChange, User } from '@latchkey/accounts';
import { accountNav } from '../account/nav.ts';
import type { Form } from '../forms/decode-form.ts';
import { faultLines, faultsAt } from '../forms/faults.ts';
import { renderField, renderSummary, renderToken } from '../layout/field.ts';
import { type Html, html } from '../layout/html.ts';
import type { Page } from '../layout/page.ts';
import { renderTime } from '../layout/time.ts';
import type { View } from '../layout/view.ts';

export interface EmailChangePage {
  readonly user: User;
  /** The change that waits for its link to be opened. */
  readonly pending: PendingEmailChange | undefined;
  readonly typed?: Form;
  readonly faults?: readonly Fault[];
}

export function emailChangePage(view: View, { user, pending, typed, faults = [] }: EmailChangePage): Page {
  const { text, link } = view;
  const hasOld = user.email !== undefined;
  const title = text[hasOld ? 'email-change.title' : 'email-change.add-title'];
  const main = html`${accountNav(view, '/account/email')}<div class="card">
<h1>${title}</h1>
${renderSummary(text['summary.heading'], faultLines(text, faults))}<p class="soft">${text[hasOld ? 'email-change.text' : 'email-change.add-text']}</p>
${hasOld ? html`<dl class="facts"><div><dt>${text['email-change.current']}</dt><dd>${user.email}</dd></div></dl>\n` : ''}<form class="form" method="post" action="${link('/account/email')}" novalidate>
${renderToken(view.token)}
${renderField({
  name: 'email',
  label: text['email-change.new'],
  type: 'email',
  autocomplete: 'email',
  value: typed?.get('email'),
  faults: faultsAt(text, faults, 'email'),
})}<button class="button" type="submit">${text['email-change.button']}</button>
</form>
</div>
${pending === undefined ? '' : renderPending(view, pending)}<p class="below"><a href="${link('/account')}">${text['email-change.back']}</a></p>`;
  return { title, main, at: '/account/email', isRefused: faults.length > 0, isWide: true };
}

function renderPending(view: View, { email, untilMs }: PendingEmailChange): Html {
  const { text, link } = view;
  return html`<section class="card" aria-labelledby="pending">
<h2 id="pending">${text['email-change.pending']}</h2>
<p>${text['email-change.pending-text']}</p>
<dl class="facts">
<div><dt>${text['email-change.pending-email']}</dt><dd>${email}</dd></div>
<div><dt>${text['email-change.pending-until']}</dt><dd>${renderTime(view, untilMs)}</dd></div>
</dl>
<p class="hint">${text['email-change.pending-hint']}</p>
<form method="post" action="${link('/account/email/withdraw')}">
${renderToken(view.token)}
<button class="button button-quiet" type="submit">${text['email-change.withdraw']}</button>
</form>
</section>
`;
}
