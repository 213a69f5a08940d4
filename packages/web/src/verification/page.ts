import type { Fault } from '@latchkey/accounts';
import { faultLines, faultsAt } from '../forms/faults.ts';
import {
  type FaultLine,
  renderField,
  renderMailedToken,
  renderSummary,
  renderToken,
} from '../layout/field.ts';
import { type Html, html } from '../layout/html.ts';
import type { Page } from '../layout/page.ts';
import type { View } from '../layout/view.ts';
import { faultText } from '../messages/messages.ts';

export type VerifyPage = VerifySignUp | VerifyAccount;

/** A sign-up that waits for this link. */
export interface VerifySignUp extends Opened {
  readonly kind: 'sign-up';
  readonly username: string | undefined;
  /** The browser that signed up: no password is asked for. */
  readonly isHere: boolean;
  /** Of the user name: it is taken by now, and another is asked for. */
  readonly faults?: readonly Fault[];
  /** What was typed for it, so that its field stays on the page once it was there. */
  readonly typedUsername?: string | undefined;
}

/** An account whose address is unproven. */
export interface VerifyAccount extends Opened {
  readonly kind: 'account';
  /** It is logged in here: no password is asked for. */
  readonly isOwner: boolean;
}

interface Opened {
  /** For the hidden field `token`. */
  readonly mailedToken: string;
  readonly email: string;
  readonly passwordFault?: 'empty' | 'wrong' | undefined;
}

export function verifyPage(view: View, data: VerifyPage): Page {
  return data.kind === 'sign-up' ? signUpPage(view, data) : accountPage(view, data);
}

function signUpPage(view: View, data: VerifySignUp): Page {
  const { text } = view;
  const { email, username, isHere, faults = [], typedUsername } = data;
  const asksName = faults.length > 0 || typedUsername !== undefined;
  // Elsewhere it would be read by whoever has the address, and may have been chosen by somebody else.
  const shown = isHere && !asksName ? username : undefined;
  const explained = isHere
    ? html`<p class="soft">${text['verify.text-here']}</p>`
    : html`<p class="soft">${text['verify.text-elsewhere']}</p>
<p class="soft">${text['verify.not-you']}</p>`;
  const facts = html`<dl class="facts">
<div><dt>${text['verify.address']}</dt><dd>${email}</dd></div>
${shown === undefined ? '' : html`<div><dt>${text['verify.username']}</dt><dd>${shown}</dd></div>\n`}</dl>`;
  const asked = passwordFaults(view, data);
  const lines = [...faultLines(text, faults), ...asked.lines];
  const fields = html`${asksName ? usernameField(view, data) : ''}${isHere ? '' : passwordField(text['verify.chosen-password'], asked.faults)}`;
  return formPage(view, { data, lines, before: html`${explained}\n${facts}`, fields });
}

function usernameField({ text }: View, { faults = [], typedUsername }: VerifySignUp): Html {
  return renderField({
    name: 'username',
    label: text['verify.other-username'],
    type: 'text',
    autocomplete: 'username',
    value: typedUsername,
    hint: text['field.username-hint'],
    faults: faultsAt(text, faults, 'username'),
  });
}

function accountPage(view: View, data: VerifyAccount): Page {
  const { text, link } = view;
  const { email, isOwner } = data;
  const explained = text[isOwner ? 'verify.text-owner' : 'verify.text-account'];
  const before = html`<p class="soft">${explained}</p>
<dl class="facts">
<div><dt>${text['verify.address']}</dt><dd>${email}</dd></div>
</dl>`;
  const asked = passwordFaults(view, data);
  const fields = isOwner ? html`` : passwordField(text['verify.account-password'], asked.faults);
  const below = isOwner
    ? html``
    : html`
<p class="below">${text['verify.take-over-question']} <a href="${link('/forgot')}">${text['verify.take-over-link']}</a></p>`;
  return formPage(view, { data, lines: asked.lines, before, fields, below });
}

function passwordFaults({ text }: View, { kind, passwordFault }: VerifySignUp | VerifyAccount) {
  const field = kind === 'sign-up' ? 'sign-up-password' : 'account-password';
  const faults = passwordFault === undefined ? [] : [faultText(text, { field, reason: passwordFault })];
  const lines: FaultLine[] = faults.map((fault) => ({ text: fault, field: 'password' }));
  return { faults, lines };
}

function passwordField(label: string, faults: readonly string[]): Html {
  return renderField({ name: 'password', label, type: 'password', autocomplete: 'current-password', faults });
}

interface FormParts {
  readonly data: VerifySignUp | VerifyAccount;
  readonly lines: readonly FaultLine[];
  readonly before: Html;
  readonly fields: Html;
  readonly below?: Html;
}

function formPage(view: View, { data, lines, before, fields, below = html`` }: FormParts): Page {
  const { text, link } = view;
  const main = html`<div class="card">
<h1>${text['verify.title']}</h1>
${renderSummary(text['summary.heading'], lines)}${before}
<form class="form" method="post" action="${link('/verify')}" novalidate>
${renderToken(view.token)}
${renderMailedToken(data.mailedToken)}
${fields}<button class="button" type="submit">${text['verify.button']}</button>
</form>
</div>${below}`;
  return { title: text['verify.title'], main, at: '/verify', isRefused: lines.length > 0 };
}
