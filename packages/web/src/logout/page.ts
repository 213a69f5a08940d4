import { html } from '../layout/html.ts';
import { logOutForm } from '../layout/layout.ts';
import type { Page } from '../layout/page.ts';
import type { View } from '../layout/view.ts';
import type { Site } from '../site.ts';

export function logOutPage(site: Site, view: View): Page {
  const { text } = site;
  const main = html`<div class="card">
<h1>${text['logout.title']}</h1>
<p>${text['logout.text']}</p>
${logOutForm(site, view, { label: text['logout.button'], className: 'button' })}
</div>`;
  return { title: text['logout.title'], main, at: '/logout' };
}
