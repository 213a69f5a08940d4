import { renderField, renderSummary, renderToken } from '../layout/field.ts';
import { html } from '../layout/html.ts';
import type { Page } from '../layout/page.ts';
import type { View } from '../layout/view.ts';

export interface LogInLinkPage {
  readonly next: string | undefined;
  /** Nothing was typed. */
  readonly isEmpty: boolean;
}

export function logInLinkPage({ text, link, token }: View, { next, isEmpty }: LogInLinkPage): Page {
  const title = text['login-link.title'];
  const faults = isEmpty ? [text['fault.identifier.empty']] : [];
  const lines = faults.map((line) => ({ text: line, field: 'identifier' }));
  const main = html`<div class="card">
<h1>${title}</h1>
${renderSummary(text['summary.heading'], lines)}<p class="soft">${text['login-link.text']}</p>
<form class="form" method="post" action="${link('/login/link', { next })}" novalidate>
${renderToken(token)}
${renderField({
  name: 'identifier',
  label: text['login.identifier'],
  type: 'text',
  autocomplete: 'username',
  faults,
  hasFocus: !isEmpty,
})}<button class="button" type="submit">${text['login-link.button']}</button>
</form>
</div>
<p class="below"><a href="${link('/login', { next })}">${text['login-link.with-password']}</a></p>`;
  return { title, main, at: '/login/link', next, isRefused: isEmpty };
}

export interface LogInLinkSentPage {
  readonly next: string | undefined;
  /** What another browser asks for; shown to everyone who asked, whether there is such an account or not. */
  readonly code: string;
}

export function logInLinkSentPage({ text, link }: View, { next, code }: LogInLinkSentPage): Page {
  const title = text['login-link-sent.title'];
  const main = html`<div class="card">
<h1>${title}</h1>
<p>${text['login-link-sent.text']}</p>
<p>${text['login-link-sent.code']}</p>
<p class="big-code"><strong class="code">${code}</strong></p>
<p class="soft">${text['login-link-sent.warning']}</p>
<p class="soft">${text['login-link-sent.hint']}</p>
<p class="buttons"><a class="button button-quiet" href="${link('/login/link', { next })}">${text['login-link-sent.again']}</a></p>
</div>
<p class="below"><a href="${link('/login', { next })}">${text['login-link.with-password']}</a></p>`;
  return { title, main, at: '/login/link/sent', next };
}
