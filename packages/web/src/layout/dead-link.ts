import type { PagePath } from '../links.ts';
import { html } from './html.ts';
import type { Page } from './page.ts';
import type { View } from './view.ts';

/** Where to go on to: the page that sends another link. */
export interface DeadLink {
  readonly path: PagePath;
  readonly label: string;
}

/**
 * What a mailed link shows that is worth nothing (any more): spent, too old, replaced, of another account or invented.
 * Nobody is told which, because only who holds a living link learns anything about an account.
 * @param way without one there is the home page alone
 */
export function deadLinkPage({ text, link }: View, way?: DeadLink): Page {
  const title = text['dead-link.title'];
  const goOn = way === undefined ? '' : html`<a class="button" href="${link(way.path)}">${way.label}</a>`;
  const main = html`<div class="card">
<h1>${title}</h1>
<p>${text['dead-link.text']}</p>
<p class="buttons">${goOn}<a class="button button-quiet" href="${link('/')}">${text['error.back-home']}</a></p>
</div>`;
  return { title, main };
}
