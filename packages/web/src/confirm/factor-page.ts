import type { User } from '@latchkey/accounts';
import type { Page } from '../layout/page.ts';
import type { View } from '../layout/view.ts';
import {
  type AskedFactor,
  type FactorFault,
  type FactorWay,
  renderFactorCard,
} from '../second-factor/factor-forms.ts';

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
  const address = link('/confirm/factor', { next });
  const card = {
    ...asked,
    title,
    about:
      action === undefined ? text['confirm-factor.text'] : text['confirm-factor.text-action']({ action }),
    name: user.name,
    action: address,
    button: text['confirm.button'],
    addressOf: (by: FactorWay) => `${address}${address.includes('?') ? '&' : '?'}by=${by}`,
    fault,
  };
  return {
    title,
    main: renderFactorCard(view, card),
    at: '/confirm/factor',
    next,
    isRefused: fault !== undefined,
    hasPasskeys: asked.passkeyOptions !== undefined,
  };
}
