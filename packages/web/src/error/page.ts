import { html } from '../layout/html.ts';
import type { Page } from '../layout/page.ts';
import type { View } from '../layout/view.ts';

export type ErrorStatus = 400 | 403 | 404 | 405 | 413 | 415 | 429 | 500 | 503;

export interface ErrorPageData {
  readonly status: ErrorStatus;
  /** What went wrong, in a sentence. */
  readonly detail: string;
  /** By which the log knows this error. */
  readonly id?: string | undefined;
  /** Where the visitor may go on. */
  readonly openAgain?: string | undefined;
}

export function errorPage({ text, link }: View, { status, detail, id, openAgain }: ErrorPageData): Page {
  const title = text[`error.${status}.title`];
  const number = id === undefined ? '' : html`<p class="soft">${text['error.500.id']({ id })}</p>`;
  const again =
    openAgain === undefined
      ? ''
      : html`<a class="button" href="${openAgain}">${text['error.open-again']}</a>`;
  const main = html`<div class="card">
<h1>${title}</h1>
<p>${detail}</p>
${number}<p class="buttons">${again}<a class="button button-quiet" href="${link('/')}">${text['error.back-home']}</a></p>
</div>`;
  return { title, main };
}
