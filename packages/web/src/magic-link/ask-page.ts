import { renderField, renderSummary, renderToken } from '../layout/field.ts';
import { html } from '../layout/html.ts';
import type { Page } from '../layout/page.ts';
import type { View } from '../layout/view.ts';

export interface MagicLinkPage {
  readonly next: string | undefined;
  /** Nothing was typed. */
  readonly isEmpty: boolean;
}

export function magicLinkPage({ text, link, token }: View, { next, isEmpty }: MagicLinkPage): Page {
  const title = text['magic-link.title'];
  const faults = isEmpty ? [text['fault.identifier.empty']] : [];
  const lines = faults.map((line) => ({ text: line, field: 'identifier' }));
  const main = html`<div class="card">
<h1>${title}</h1>
${renderSummary(text['summary.heading'], lines)}<p class="soft">${text['magic-link.text']}</p>
<form class="form" method="post" action="${link('/login/link', { next })}" novalidate>
${renderToken(token)}
${renderField({
  name: 'identifier',
  label: text['login.identifier'],
  type: 'text',
  autocomplete: 'username',
  faults,
  hasFocus: !isEmpty,
})}<button class="button" type="submit">${text['magic-link.button']}</button>
</form>
</div>
<p class="below"><a href="${link('/login', { next })}">${text['magic-link.with-password']}</a></p>`;
  return { title, main, at: '/login/link', next, isRefused: isEmpty };
}

export interface MagicLinkSentPage {
  readonly next: string | undefined;
  /** What another browser asks for; shown to everyone who asked, whether there is such an account or not. */
  readonly code: string;
}

export function magicLinkSentPage({ text, link }: View, { next, code }: MagicLinkSentPage): Page {
  const title = text['magic-link-sent.title'];
  const main = html`<div class="card">
<h1>${title}</h1>
<p>${text['magic-link-sent.text']}</p>
<p>${text['magic-link-sent.code']}</p>
<p class="big-code"><strong class="code">${code}</strong></p>
<p class="soft">${text['magic-link-sent.warning']}</p>
<p class="soft">${text['magic-link-sent.hint']}</p>
<p class="buttons"><a class="button button-quiet" href="${link('/login/link', { next })}">${text['magic-link-sent.again']}</a></p>
</div>
<p class="below"><a href="${link('/login', { next })}">${text['magic-link.with-password']}</a></p>`;
  return { title, main, at: '/login/link/sent', next };
}
