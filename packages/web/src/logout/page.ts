import { html } from '../layout/html.ts';
import { logOutForm } from '../layout/layout.ts';
import type { Page } from '../layout/page.ts';
import type { View } from '../layout/view.ts';

export function logOutPage(view: View): Page {
  const { text } = view;
  const main = html`<div class="card">
<h1>${text['logout.title']}</h1>
<p>${text['logout.text']}</p>
${logOutForm(view, { label: text['logout.button'], className: 'button' })}
</div>`;
  return { title: text['logout.title'], main, at: '/logout' };
}
