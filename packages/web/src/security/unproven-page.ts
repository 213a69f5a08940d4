import { accountNav } from '../account/nav.ts';
import { html } from '../layout/html.ts';
import type { Page } from '../layout/page.ts';
import type { View } from '../layout/view.ts';
import type { PagePath } from '../links.ts';
import { renderBanner } from '../verification/banner.ts';

export interface UnprovenPage {
  readonly title: string;
  readonly at: PagePath;
  readonly next: string | undefined;
}

/** In place of a page that adds a factor: the address of the account comes first. */
export function unprovenPage(view: View, { title, at, next }: UnprovenPage): Page {
  const { text, link } = view;
  const main = html`${accountNav(view, at)}${renderBanner(view, { at: '/account/security' })}<div class="card">
<h1>${title}</h1>
<p>${text['security.unproven']}</p>
</div>
<p class="below"><a href="${link('/account/security', { next })}">${text['security.back']}</a></p>`;
  return { title, main, at, isWide: true };
}
