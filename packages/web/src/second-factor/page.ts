import { renderToken } from '../layout/field.ts';
import { type Html, html } from '../layout/html.ts';
import type { Page } from '../layout/page.ts';
import type { View } from '../layout/view.ts';
import {
  type AskedFactor,
  type FactorFault,
  type FactorWay,
  hasPasskeyForm,
  renderFactorCard,
} from './factor-forms.ts';

export interface SecondFactorPage extends AskedFactor {
  /** Whose log-in it is. */
  readonly name: string;
  readonly next: string | undefined;
  readonly fault: FactorFault | undefined;
}

/** The second step of a log-in: fields `by`, `code` or `response`, and `trust`. */
export function secondFactorPage(view: View, { name, next, fault, ...asked }: SecondFactorPage): Page {
  const { text, link } = view;
  const title = text['second-factor.title'];
  const action = link('/login/factor', { next });
  const addressOf = (by: FactorWay) => link('/login/factor', { next, by });
  const [about, button] = [text['second-factor.text'], text['second-factor.button']];
  const card = { ...asked, title, about, name, action, button, addressOf, fault, offersTrust: true };
  const main = html`${renderFactorCard(view, card)}${cancelForm(view, { next })}${lostLine(view, asked)}`;
  const hasPasskeys = hasPasskeyForm(asked);
  return { title, main, at: '/login/factor', next, isRefused: fault !== undefined, hasPasskeys };
}

/** For whom none of the ways is one. Where there is no way left, the card says so already. */
export function lostLine({ text }: View, { ways }: Pick<AskedFactor, 'ways'>): Html | '' {
  return ways.length === 0 ? '' : html`<p class="below">${text['second-factor.lost']}</p>\n`;
}

/** Gives the begun log-in up. */
export function cancelForm(view: View, { next }: { readonly next: string | undefined }): Html {
  const { text, link, token } = view;
  return html`<form class="below" method="post" action="${link('/login/factor/cancel', { next })}">
${renderToken(token)}
<button class="button button-quiet" type="submit">${text['second-factor.cancel']}</button>
</form>
`;
}
