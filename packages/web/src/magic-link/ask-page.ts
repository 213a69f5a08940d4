import { renderIdentifierForm } from '../forms/identifier-form.ts';
import { html } from '../layout/html.ts';
import type { Page } from '../layout/page.ts';
import type { View } from '../layout/view.ts';

export interface MagicLinkPage {
  readonly next: string | undefined;
  /** Nothing was typed. */
  readonly isEmpty: boolean;
}

export function magicLinkPage(view: View, { next, isEmpty }: MagicLinkPage): Page {
  const { text, link } = view;
  const title = text['magic-link.title'];
  const [about, button] = [text['magic-link.text'], text['magic-link.button']];
  const action = link('/login/link', { next });
  const main = html`${renderIdentifierForm(view, { title, about, action, button, isEmpty })}<p class="below"><a href="${link('/login', { next })}">${text['magic-link.with-password']}</a></p>`;
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
