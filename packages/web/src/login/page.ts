import type { Form } from '../forms/decode-form.ts';
import { staleText } from '../forms/stale.ts';
import { renderField, renderSummary, renderToken } from '../layout/field.ts';
import { type Html, html } from '../layout/html.ts';
import type { Page } from '../layout/page.ts';
import type { View } from '../layout/view.ts';
import { renderPasskeyForm } from '../passkeys/passkey-form.ts';

export interface LogInPage {
  readonly next: string | undefined;
  /** What was typed before, the password aside. */
  readonly typed?: Form;
  /** One reason for both fields: which of them was wrong is nobody's business. */
  readonly refused?: 'wrong' | 'passkey' | 'stale' | 'no-cookie' | undefined;
  /** For `navigator.credentials.get`, as JSON: the passkey form is sent to `/login/passkey`. */
  readonly passkeyOptions: string;
  /** Whose log-in has begun in this browser and lacks its second factor; it goes on at `/login/factor`. */
  readonly begun?: { readonly name: string } | undefined;
}

export function logInPage(view: View, page: LogInPage): Page {
  const { text, link } = view;
  const { next, refused } = page;
  const isRefused = refused !== undefined;
  const main = html`<div class="card">
<h1>${text['login.title']}</h1>
${refusal(view, refused)}${passwordForm(view, page)}${passkeyForm(view, page)}</div>
${begunLine(view, page)}${otherWays(view, next)}<p class="below">${text['login.sign-up-question']} <a href="${link('/signup', { next })}">${text['login.sign-up-link']}</a></p>`;
  return { title: text['login.title'], main, at: '/login', next, isRefused, hasPasskeys: true };
}

function refusal(view: View, refused: LogInPage['refused']): Html | '' {
  if (refused === undefined) return '';
  const { text, verification } = view;
  const field = refused === 'passkey' ? 'passkey' : 'email';
  const verify =
    refused === 'wrong' && verification === 'required'
      ? html`<p class="soft">${text['login.wrong-verify']}</p>\n`
      : '';
  return html`${renderSummary(text['summary.heading'], [{ text: sentenceOf(view, refused), field }])}${verify}`;
}

function passwordForm(view: View, { next, typed, refused }: LogInPage): Html {
  const { text, link } = view;
  const isInvalid = refused === 'wrong';
  return html`<form class="form" method="post" action="${link('/login', { next })}" novalidate>
${renderToken(view.token)}
${renderField({
  name: 'email',
  label: text['login.identifier'],
  type: 'text',
  autocomplete: 'username webauthn',
  value: typed?.get('email'),
  isInvalid,
  hasFocus: refused === undefined,
})}${renderField({
  name: 'password',
  label: text['field.password'],
  type: 'password',
  autocomplete: 'current-password',
  isInvalid,
})}${rememberBox(view, typed)}<button class="button" type="submit">${text['login.button']}</button>
</form>
`;
}

function rememberBox({ text }: View, typed: Form | undefined): Html {
  const isTicked = (typed?.get('remember') ?? '') !== '';
  return html`<div class="choice">
<input id="remember" name="remember" type="checkbox" value="1" aria-describedby="remember-hint"${isTicked ? html` checked` : ''}>
<label for="remember">${text['login.remember']}</label>
<p class="hint" id="remember-hint">${text['login.remember-hint']}</p>
</div>
`;
}

function passkeyForm(view: View, { next, passkeyOptions: options }: LogInPage): Html {
  const action = view.link('/login/passkey', { next });
  const button = view.text['login.passkey-button'];
  const fields = html`<input type="hidden" name="remember" value="" data-from="remember">\n`;
  return renderPasskeyForm(view, { kind: 'autofill', action, options, button, fields });
}

function sentenceOf({ text }: View, refused: NonNullable<LogInPage['refused']>): string {
  if (refused === 'wrong') return text['login.wrong'];
  return refused === 'passkey' ? text['fault.passkey.wrong'] : staleText(text, refused);
}

function begunLine({ text, link }: View, { begun, next }: LogInPage): Html | '' {
  if (begun === undefined) return '';
  return html`<p class="below"><a href="${link('/login/factor', { next })}">${text['login.go-on'](begun)}</a></p>\n`;
}

/** In, for whoever has no password at hand; where there is no mail there is no other. */
function otherWays({ text, link, verification, hasMagicLink }: View, next: string | undefined): Html | '' {
  const forgot = verification !== undefined && html`<a href="${link('/forgot')}">${text['login.forgot']}</a>`;
  const byMail =
    hasMagicLink && html`<a href="${link('/login/link', { next })}">${text['login.by-mail']}</a>`;
  const ways = [forgot, byMail].filter((way) => way !== false);
  return ways.length === 0 ? '' : html`${ways.map((way) => html`<p class="below">${way}</p>\n`)}`;
}
