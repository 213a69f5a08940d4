import type { Form } from '../forms/decode-form.ts';
import { staleText } from '../forms/stale.ts';
import { renderField, renderSummary, renderToken } from '../layout/field.ts';
import { type Html, html } from '../layout/html.ts';
import type { Page } from '../layout/page.ts';
import type { View } from '../layout/view.ts';

export interface LogInPage {
  readonly next: string | undefined;
  /** What was typed before, the password aside. */
  readonly typed?: Form;
  /** One reason for both fields: which of them was wrong is nobody's business. */
  readonly refused?: 'wrong' | 'stale' | 'no-cookie';
}

export function logInPage(view: View, { next, typed, refused }: LogInPage): Page {
  const { text, link } = view;
  const isWrong = refused === 'wrong';
  const lines =
    refused === undefined
      ? []
      : [{ text: isWrong ? text['login.wrong'] : staleText(text, refused), field: 'email' }];
  const verify =
    isWrong && view.verification === 'required'
      ? html`<p class="soft">${text['login.wrong-verify']}</p>\n`
      : '';
  const wantsRemember = (typed?.get('remember') ?? '') !== '';
  const main = html`<div class="card">
<h1>${text['login.title']}</h1>
${renderSummary(text['summary.heading'], lines)}${verify}<form class="form" method="post" action="${link('/login', { next })}" novalidate>
${renderToken(view.token)}
${renderField({
  name: 'email',
  label: text['login.identifier'],
  type: 'text',
  autocomplete: 'username',
  value: typed?.get('email'),
  isInvalid: isWrong,
  hasFocus: refused === undefined,
})}${renderField({
  name: 'password',
  label: text['field.password'],
  type: 'password',
  autocomplete: 'current-password',
  isInvalid: isWrong,
})}<div class="choice">
<input id="remember" name="remember" type="checkbox" value="1" aria-describedby="remember-hint"${wantsRemember ? html` checked` : ''}>
<label for="remember">${text['login.remember']}</label>
<p class="hint" id="remember-hint">${text['login.remember-hint']}</p>
</div>
<button class="button" type="submit">${text['login.button']}</button>
</form>
</div>
${otherWays(view, next)}<p class="below">${text['login.sign-up-question']} <a href="${link('/signup', { next })}">${text['login.sign-up-link']}</a></p>`;
  return { title: text['login.title'], main, at: '/login', next, isRefused: refused !== undefined };
}

/** In, for whoever has no password at hand; where there is no mail there is no other. */
function otherWays({ text, link, verification, hasMagicLink }: View, next: string | undefined): Html | '' {
  const forgot = verification !== undefined && html`<a href="${link('/forgot')}">${text['login.forgot']}</a>`;
  const byMail =
    hasMagicLink && html`<a href="${link('/login/link', { next })}">${text['login.by-mail']}</a>`;
  const ways = [forgot, byMail].filter((way) => way !== false);
  return ways.length === 0 ? '' : html`${ways.map((way) => html`<p class="below">${way}</p>\n`)}`;
}
