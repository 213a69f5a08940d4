import type { User } from '@latchkey/accounts';
import { html } from '../layout/html.ts';
import type { Page } from '../layout/page.ts';
import type { View } from '../layout/view.ts';
import {
  type AskedFactor,
  type FactorFault,
  type FactorWay,
  hasPasskeyForm,
  renderFactorCard,
} from '../second-factor/factor-forms.ts';
import { lostLine } from '../second-factor/page.ts';

export interface ConfirmFactorPage extends AskedFactor {
  readonly user: User;
  readonly next: string | undefined;
  readonly fault: FactorFault | undefined;
  /** What its sender wants to do, where a form waits for this proof. */
  readonly action: string | undefined;
}

/** The second factor, within a log-in: fields `by`, and `code` or `response`. */
export function confirmFactorPage(view: View, confirm: ConfirmFactorPage): Page {
  const { text, link } = view;
  const { user, next, fault, action, ...asked } = confirm;
  const title = text['confirm-factor.title'];
  const card = {
    ...asked,
    title,
    about:
      action === undefined ? text['confirm-factor.text'] : text['confirm-factor.text-action']({ action }),
    name: user.name,
    action: link('/confirm/factor', { next }),
    button: text['confirm.button'],
    addressOf: (by: FactorWay) => link('/confirm/factor', { next, by }),
    fault,
  };
  return {
    title,
    main: html`${renderFactorCard(view, card)}${lostLine(view, asked)}<p class="below"><a href="${link('/account')}">${text['confirm-factor.back']}</a></p>`,
    at: '/confirm/factor',
    next,
    isRefused: fault !== undefined,
    hasPasskeys: hasPasskeyForm(asked),
  };
}
