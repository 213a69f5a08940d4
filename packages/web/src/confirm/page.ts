import type { User } from '@latchkey/accounts';
import { renderAccountField, renderField, renderSummary, renderToken } from '../layout/field.ts';
import { type Html, html } from '../layout/html.ts';
import type { Page } from '../layout/page.ts';
import type { View } from '../layout/view.ts';
import { faultText } from '../messages/messages.ts';
import { renderPasskeyForm, renderWithoutPasskeys } from '../passkeys/passkey-form.ts';
import { confirmBoth } from '../step-up/factor-page.ts';
import { renderAction } from '../step-up/resume-page.ts';

export interface ConfirmPage {
  readonly next: string | undefined;
  readonly user: User;
  readonly fault: ConfirmFault | undefined;
  readonly hasPassword: boolean;
  /** For `navigator.credentials.get`, as JSON; where the account has a passkey. */
  readonly passkeyOptions: string | undefined;
  /** The second factor is asked for afterwards. */
  readonly wantsBoth: boolean;
  /** What its sender wants to do, where a form waits for this proof. */
  readonly action: string | undefined;
}

export interface ConfirmFault {
  readonly by: 'password' | 'passkey';
  readonly reason: 'empty' | 'wrong';
}

export function confirmPage(view: View, confirm: ConfirmPage): Page {
  const { text, link } = view;
  const { next, fault, hasPassword, passkeyOptions } = confirm;
  const lines = fault === undefined ? [] : [{ text: sentenceOf(view, fault), field: fault.by }];
  const main = html`<div class="card">
<h1>${text['confirm.title']}</h1>
${renderSummary(text['summary.heading'], lines)}${renderReason(view, confirm)}${
  hasPassword ? passwordForm(view, confirm) : ''
}${passkeyForm(view, confirm)}${hasPassword ? '' : withoutPassword(view, confirm)}</div>${
    hasPassword && view.verification !== undefined
      ? html`
<p class="below"><a href="${link('/forgot')}">${text['login.forgot']}</a></p>`
      : ''
  }`;
  return {
    title: text['confirm.title'],
    main,
    at: '/confirm',
    next,
    isRefused: lines.length > 0,
    hasPasskeys: passkeyOptions !== undefined,
  };
}

function sentenceOf({ text }: View, { by, reason }: ConfirmFault): string {
  return faultText(text, { field: by === 'password' ? 'confirm' : 'passkey', reason });
}

function renderReason(view: View, { action, wantsBoth }: ConfirmPage): Html {
  const { text } = view;
  if (action !== undefined)
    return html`<p class="soft">${text['confirm.text-action']}</p>
${renderAction(view, action)}`;
  return html`<p class="soft">${text[wantsBoth ? 'confirm.text-both' : 'confirm.text']}</p>
`;
}

function addressOf({ link }: View, { wantsBoth, next }: ConfirmPage): string {
  return wantsBoth ? confirmBoth(link, { next }) : link('/confirm', { next });
}

function passwordForm(view: View, confirm: ConfirmPage): Html {
  const { text, token } = view;
  const { user, fault } = confirm;
  return html`<form class="form" method="post" action="${addressOf(view, confirm)}" novalidate>
${renderToken(token)}
${renderAccountField(text['field.account'], user.name)}${renderField({
  name: 'password',
  label: text['field.password'],
  type: 'password',
  autocomplete: 'current-password',
  faults: fault?.by === 'password' ? [sentenceOf(view, fault)] : [],
  hasFocus: fault === undefined,
})}<button class="button" type="submit">${text['confirm.button']}</button>
</form>
`;
}

function passkeyForm(view: View, confirm: ConfirmPage): Html | '' {
  const { hasPassword, passkeyOptions: options } = confirm;
  if (options === undefined) return '';
  const form = {
    action: addressOf(view, confirm),
    button: view.text['second-factor.passkey-button'],
    isMain: !hasPassword,
  };
  return html`${renderPasskeyForm(view, { ...form, kind: 'get', options })}${
    hasPassword ? '' : renderWithoutPasskeys(view)
  }`;
}

/** Whoever has no passkey at hand either: the way in that is left, which counts as a proof. */
function withoutPassword(view: View, { user, next }: ConfirmPage): Html {
  const { text, link } = view;
  if (view.verification === undefined || user.email === undefined) {
    return html`<p class="soft">${text['confirm.without-password']} <a href="${link('/logout')}">${text['confirm.log-in-again']}</a></p>
`;
  }
  if (view.hasMagicLink) return byMail(view, next);
  return html`<p class="soft">${text['confirm.without-password-set']} <a href="${link('/forgot')}">${text['confirm.set-password']}</a></p>
`;
}

/** The page that asks for the link is for guests. */
function byMail({ text, link, token }: View, next: string | undefined): Html {
  return html`<p class="soft">${text['confirm.without-password-mail']}</p>
<form class="form" method="post" action="${link('/logout', { next: link('/login/link', { next }) })}">
${renderToken(token)}
<button class="button button-quiet" type="submit">${text['confirm.by-mail']}</button>
</form>
`;
}
