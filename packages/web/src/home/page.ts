import { html } from '../layout/html.ts';
import type { Page } from '../layout/page.ts';
import type { View } from '../layout/view.ts';

export function homePage({ text, link, siteName, visitor }: View): Page {
  const isGuest = visitor.state === 'anonymous';
  const ways = isGuest
    ? html`<a class="button" href="${link('/login')}">${text['nav.log-in']}</a>
<a class="button button-quiet" href="${link('/signup')}">${text['nav.sign-up']}</a>`
    : html`<a class="button" href="${link('/dashboard')}">${text['home.dashboard']}</a>`;
  const main = html`<div class="card">
<h1>${text['home.heading']({ siteName })}</h1>
<p class="soft">${isGuest ? text['home.text'] : text['home.text-logged-in']}</p>
<p class="buttons">${ways}</p>
</div>`;
  return { title: text['home.title'], main, at: '/' };
}
