import type { User } from '@latchkey/accounts';
import { renderField, renderMailedToken, renderSummary, renderToken } from '../layout/field.ts';
import { type Html, html } from '../layout/html.ts';
import type { Page } from '../layout/page.ts';
import type { View } from '../layout/view.ts';
import type { PagePath } from '../links.ts';
import { faultText } from '../messages/messages.ts';

export interface MailedChangePage {
  /** Whose address it is about. */
  readonly user: User;
  /** The new address. */
  readonly email: string;
  /** Out of the link, for the hidden field `token`. */
  readonly mailedToken: string;
}

export interface EmailConfirmPage extends MailedChangePage {
  /** The account is logged in here: no password is asked for. */
  readonly isOwner: boolean;
  readonly passwordFault?: 'empty' | 'wrong' | undefined;
}

/** The address becomes the account's, by one button where it is logged in, and by its password elsewhere. */
export function emailConfirmPage(view: View, data: EmailConfirmPage): Page {
  const { text } = view;
  const { isOwner, passwordFault } = data;
  const title = text['email-confirm.title'];
  const faults =
    passwordFault === undefined
      ? []
      : [faultText(text, { field: 'account-password', reason: passwordFault })];
  const lines = faults.map((fault) => ({ text: fault, field: 'password' }));
  const fields = isOwner
    ? html``
    : renderField({
        name: 'password',
        label: text['verify.account-password'],
        type: 'password',
        autocomplete: 'current-password',
        faults,
      });
  const main = html`<div class="card">
<h1>${title}</h1>
${renderSummary(text['summary.heading'], lines)}${otherAccount(view, data)}<p>${text[isOwner ? 'email-confirm.text' : 'email-confirm.text-elsewhere']}</p>
<dl class="facts">
<div><dt>${text['email-confirm.account']}</dt><dd>${data.user.name}</dd></div>
<div><dt>${text['email-confirm.new']}</dt><dd>${data.email}</dd></div>
</dl>
${renderButton(view, { ...data, fields, action: '/email/confirm', label: text['email-confirm.button'] })}<p class="soft">${text['email-confirm.not-you']}</p>
</div>`;
  return { title, main, at: '/email/confirm', isRefused: lines.length > 0 };
}

/** Meanwhile the address belongs to another account. */
export function emailTakenPage({ text, link }: View): Page {
  const title = text['email-confirm.taken-title'];
  const main = html`<div class="card">
<h1>${title}</h1>
<p>${text['email-confirm.taken-text']}</p>
<p class="buttons"><a class="button" href="${link('/account/email')}">${text['email-confirm.other-address']}</a><a class="button button-quiet" href="${link('/')}">${text['error.back-home']}</a></p>
</div>`;
  return { title, main };
}

/** One button: the change does not happen. */
export function emailCancelPage(view: View, data: MailedChangePage): Page {
  const { text } = view;
  const title = text['email-cancel.title'];
  const main = html`<div class="card">
<h1>${title}</h1>
<p>${text['email-cancel.text']}</p>
<dl class="facts">
<div><dt>${text['email-cancel.account']}</dt><dd>${data.user.name}</dd></div>
<div><dt>${text['email-cancel.new']}</dt><dd>${data.email}</dd></div>
</dl>
${renderButton(view, { ...data, action: '/email/cancel', label: text['email-cancel.button'] })}</div>`;
  return { title, main, at: '/email/cancel' };
}

/** Whoever has two accounts must not wonder which of them has changed. */
function otherAccount({ text, user: here }: View, { user }: MailedChangePage): Html | '' {
  if (here === undefined || here.id === user.id) return '';
  return html`<p class="flash flash-warning">${text['email-confirm.other']} ${text['email-confirm.now']({ name: here.name })}</p>\n`;
}

interface MailedButton extends MailedChangePage {
  readonly fields?: Html;
  readonly action: PagePath;
  readonly label: string;
}

function renderButton(
  { link, token }: View,
  { action, label, mailedToken, fields = html`` }: MailedButton,
): Html {
  return html`<form class="form" method="post" action="${link(action)}" novalidate>
${renderToken(token)}
${renderMailedToken(mailedToken)}
${fields}<button class="button" type="submit">${label}</button>
</form>
`;
}
