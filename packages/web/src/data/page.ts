import { accountNav } from '../account/nav.ts';
import { renderToken } from '../layout/field.ts';
import { html } from '../layout/html.ts';
import type { Page } from '../layout/page.ts';
import type { View } from '../layout/view.ts';

export function dataPage(view: View): Page {
  const { text, link, token } = view;
  const main = html`${accountNav(view, '/account/data')}<div class="card">
<h1>${text['data.title']}</h1>
<p>${text['data.text']}</p>
<p class="soft">${text['data.format']}</p>
<form class="form" method="post" action="${link('/account/data')}">
${renderToken(token)}
<button class="button" type="submit">${text['data.button']}</button>
</form>
</div>`;
  return { title: text['data.title'], main, at: '/account/data', isWide: true };
}
