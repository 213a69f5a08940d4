import { renderField, renderSummary, renderToken } from '../layout/field.ts';
import { html } from '../layout/html.ts';
import type { Page } from '../layout/page.ts';
import type { View } from '../layout/view.ts';

export interface ForgotPage {
  /** Nothing was typed. */
  readonly isEmpty: boolean;
}

export function forgotPage({ text, link, token }: View, { isEmpty }: ForgotPage): Page {
  const title = text['forgot.title'];
  const faults = isEmpty ? [text['fault.identifier.empty']] : [];
  const lines = faults.map((line) => ({ text: line, field: 'identifier' }));
  const main = html`<div class="card">
<h1>${title}</h1>
${renderSummary(text['summary.heading'], lines)}<p class="soft">${text['forgot.text']}</p>
<form class="form" method="post" action="${link('/forgot')}" novalidate>
${renderToken(token)}
${renderField({
  name: 'identifier',
  label: text['login.identifier'],
  type: 'text',
  autocomplete: 'username',
  faults,
  hasFocus: !isEmpty,
})}<button class="button" type="submit">${text['forgot.button']}</button>
</form>
</div>
<p class="below"><a href="${link('/login')}">${text['forgot.back']}</a></p>`;
  return { title, main, at: '/forgot', isRefused: isEmpty };
}

/** One page for all: it says nothing about who has an account. */
export function forgotSentPage({ text, link }: View): Page {
  const title = text['forgot-sent.title'];
  const main = html`<div class="card">
<h1>${title}</h1>
<p>${text['forgot-sent.text']}</p>
<p class="soft">${text['forgot-sent.hint']}</p>
<p class="buttons"><a class="button button-quiet" href="${link('/forgot')}">${text['forgot-sent.again']}</a></p>
</div>
<p class="below"><a href="${link('/login')}">${text['forgot.back']}</a></p>`;
  return { title, main, at: '/forgot/sent' };
}
