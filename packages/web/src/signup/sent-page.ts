import { renderToken } from '../layout/field.ts';
import { html } from '../layout/html.ts';
import type { Page } from '../layout/page.ts';
import type { View } from '../layout/view.ts';

export interface SignUpSentPage {
  readonly next: string | undefined;
}

/** The same for everyone, whoever signed up and with which address. */
export function signUpSentPage({ text, link, token }: View, { next }: SignUpSentPage): Page {
  const title = text['signup-sent.title'];
  const main = html`<div class="card">
<h1>${title}</h1>
<p>${text['signup-sent.text']}</p>
<p class="soft">${text['signup-sent.hint']}</p>
<form class="form" method="post" action="${link('/signup/resend', { next })}">
${renderToken(token)}
<button class="button button-quiet" type="submit">${text['signup-sent.again']}</button>
</form>
</div>
<p class="below"><a href="${link('/signup', { next })}">${text['signup-sent.link']}</a></p>`;
  return { title, main, at: '/signup/sent', next };
}
