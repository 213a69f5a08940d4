import type { PendingEmailChange, User } from '@latchkey/accounts';
import { type Html, html } from '../layout/html.ts';
import type { Page } from '../layout/page.ts';
import { renderTime } from '../layout/time.ts';
import type { View } from '../layout/view.ts';
import type { PagePath } from '../links.ts';
import { renderBanner } from '../verification/banner.ts';
import { renderLanguageForm } from './language-form.ts';
import { accountNav } from './nav.ts';

export interface AccountPage {
  readonly user: User;
  /** The change of address that waits for its link to be opened. */
  readonly pending: PendingEmailChange | undefined;
}

export function accountPage(view: View, { user, pending }: AccountPage): Page {
  const { text } = view;
  const title = text['profile.title'];
  const main = html`${accountNav(view, '/account')}${renderBanner(view, { at: '/account' })}<div class="card">
<h1>${title}</h1>
${renderFacts(view, { user, pending })}</div>
<section class="card" aria-labelledby="change">
<h2 id="change">${text['profile.change']}</h2>
${renderWays(view, changes(view, user))}</section>
<section class="card" aria-labelledby="look">
<h2 id="look">${text['profile.look']}</h2>
${renderWays(view, looks(view))}</section>
${renderLanguageForm(view)}`;
  return { title, main, at: '/account', isWide: true };
}

function renderFacts(view: View, { user, pending }: AccountPage): Html {
  const { text } = view;
  const { username, createdAtMs, lastLogInAtMs } = user;
  return html`<dl class="facts">
<div><dt>${text['profile.username']}</dt><dd>${username ?? text['profile.none']}</dd></div>
<div><dt>${text['profile.email']}</dt><dd>${renderAddress(view, user)}${pending === undefined ? '' : renderWaiting(view, pending)}</dd></div>
<div><dt>${text['profile.created']}</dt><dd>${renderTime(view, createdAtMs)}</dd></div>
${lastLogInAtMs === undefined ? '' : html`<div><dt>${text['profile.last-log-in']}</dt><dd>${renderTime(view, lastLogInAtMs)}</dd></div>\n`}</dl>
`;
}

/** Whether it was proven is said where addresses are proven. */
function renderAddress({ text, verification }: View, { email, emailVerifiedAtMs }: User): Html | string {
  if (email === undefined) return text['profile.none'];
  if (verification === undefined || verification === 'off') return email;
  const state = text[emailVerifiedAtMs === undefined ? 'profile.email-unproven' : 'profile.email-proven'];
  return html`${email} <span class="soft">(${state})</span>`;
}

function renderWaiting({ text, link }: View, { email }: PendingEmailChange): Html {
  return html`<p><a class="link" href="${link('/account/email')}">${text['profile.email-waiting']({ email })}</a></p>`;
}

type Way = readonly [path: PagePath, label: string, text: string];

function changes({ text, verification }: View, { email, username }: User): Way[] {
  const toEmail = text[email === undefined ? 'profile.email-add-link' : 'profile.email-link'];
  const toUsername = text[username === undefined ? 'profile.username-add-link' : 'profile.username-link'];
  const changeEmail: Way = ['/account/email', toEmail, text['profile.email-text']];
  return [
    ['/account/security', text['profile.security-link'], text['profile.security-text']],
    ['/account/password', text['profile.password-link'], text['profile.password-text']],
    ...(verification === undefined ? [] : [changeEmail]),
    ['/account/username', toUsername, text['profile.username-text']],
  ];
}

function looks({ text }: View): Way[] {
  return [
    ['/account/sessions', text['profile.sessions-link'], text['profile.sessions-text']],
    ['/account/history', text['profile.history-link'], text['profile.history-text']],
    ['/account/data', text['profile.data-link'], text['profile.data-text']],
    ['/account/delete', text['profile.delete-link'], text['profile.delete-text']],
  ];
}

function renderWays({ link }: View, ways: readonly Way[]): Html {
  const items = ways.map(
    ([path, label, explained]) =>
      html`<li><a class="link" href="${link(path)}">${label}</a><p class="hint">${explained}</p></li>\n`,
  );
  return html`<ul class="ways">
${items}</ul>
`;
}
