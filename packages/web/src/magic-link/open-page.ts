import { renderField, renderMailedToken, renderSummary, renderToken } from '../layout/field.ts';
import { html } from '../layout/html.ts';
import type { Page } from '../layout/page.ts';
import type { View } from '../layout/view.ts';
import { faultText } from '../messages/messages.ts';

export interface MagicLinkOpenPage {
  /** Of the link, for the hidden field `token`. */
  readonly mailedToken: string;
  /** This browser asked for the link; any other is asked for the code, in the field `code`. */
  readonly isHere: boolean;
  /** What is wrong with the code. */
  readonly fault: 'empty' | 'wrong' | undefined;
}

export function magicLinkOpenPage(view: View, { mailedToken, isHere, fault }: MagicLinkOpenPage): Page {
  const { text, link } = view;
  const title = text['magic-link-open.title'];
  const faults = fault === undefined ? [] : [faultText(text, { field: 'code', reason: fault })];
  const lines = faults.map((line) => ({ text: line, field: 'code' }));
  const field = isHere
    ? ''
    : renderField({
        name: 'code',
        label: text['magic-link-open.code'],
        type: 'text',
        autocomplete: 'one-time-code',
        hint: text['magic-link-open.code-hint'],
        faults,
        hasFocus: fault === undefined,
      });
  const main = html`<div class="card">
<h1>${title}</h1>
${renderSummary(text['summary.heading'], lines)}<p>${text[isHere ? 'magic-link-open.text' : 'magic-link-open.text-elsewhere']}</p>
<form class="form" method="post" action="${link('/login/link/open')}" novalidate>
${renderToken(view.token)}
${renderMailedToken(mailedToken)}
${field}<button class="button" type="submit">${text['magic-link-open.button']}</button>
</form>
</div>`;
  return { title, main, at: '/login/link/open', isRefused: fault !== undefined };
}
