import { renderIdentifierForm } from '../forms/identifier-form.ts';
import { html } from '../layout/html.ts';
import type { Page } from '../layout/page.ts';
import type { View } from '../layout/view.ts';

export interface ForgotPage {
  /** Nothing was typed. */
  readonly isEmpty: boolean;
}

export function forgotPage(view: View, { isEmpty }: ForgotPage): Page {
  const { text, link } = view;
  const title = text['forgot.title'];
  const [about, button] = [text['forgot.text'], text['forgot.button']];
  const main = html`${renderIdentifierForm(view, { title, about, action: link('/forgot'), button, isEmpty })}<p class="below"><a href="${link('/login')}">${text['forgot.back']}</a></p>`;
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
