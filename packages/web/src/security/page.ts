import type { Factors, User } from '@latchkey/accounts';
import { accountNav } from '../account/nav.ts';
import { type Html, html } from '../layout/html.ts';
import type { Page } from '../layout/page.ts';
import { renderTime } from '../layout/time.ts';
import type { View } from '../layout/view.ts';
import { renderBanner } from '../verification/banner.ts';
import { renderBrowsers } from './browser-cards.ts';
import { endsTwoSteps } from './last-second.ts';
import { renderPasskeys } from './passkey-card.ts';

export interface SecurityPage {
  readonly user: User;
  readonly factors: Factors;
  /** Everybody here needs a second factor. */
  readonly isRequired: boolean;
  /** False: the address of the account must be proven first. */
  readonly mayAdd: boolean;
  /** Where to go on to once a factor was added. */
  readonly next: string | undefined;
}

export function securityPage(view: View, page: SecurityPage): Page {
  const { text, link } = view;
  const at = '/account/security';
  const hasTwoSteps = page.user.secondFactorSinceMs !== undefined;
  const keeps = (what: 'totp' | 'passkey') => page.isRequired && endsTwoSteps(page.factors, what);
  const main = html`${accountNav(view, at)}${renderBanner(view, { at })}${renderState(view, page)}${renderPasskeys(view, { ...page, keepsLast: keeps('passkey') })}${renderTotp(view, { ...page, keepsLast: keeps('totp') })}${
    hasTwoSteps ? renderCodes(view, page) : ''
  }${renderPassword(view, page)}${hasTwoSteps ? renderBrowsers(view, page.factors.browsers) : ''}<p class="below"><a href="${link('/account/sessions')}">${text['security.sessions']}</a></p>`;
  return { title: text['security.title'], main, at, isWide: true };
}

function renderState(view: View, { user, isRequired, mayAdd }: SecurityPage): Html {
  const { text } = view;
  const { secondFactorSinceMs: since } = user;
  const state =
    since === undefined
      ? html`<p><strong>${text['security.off']}</strong>${isRequired ? ` ${text['security.required']}` : ''} ${text['security.off-text']}</p>
${mayAdd ? '' : html`<p>${text['security.unproven']}</p>\n`}`
      : html`<p><strong class="badge">${text['security.on']}</strong></p>
${isRequired ? html`<p>${text['security.required']}</p>\n` : ''}<dl class="facts"><div><dt>${text['security.on-since']}</dt><dd>${renderTime(view, since)}</dd></div></dl>
`;
  return html`<div class="card">
<h1>${text['security.title']}</h1>
<p class="soft">${text['security.text']}</p>
${state}</div>
`;
}

function renderTotp(
  view: View,
  { factors, mayAdd, next, keepsLast }: SecurityPage & { readonly keepsLast: boolean },
): Html {
  const { text, link } = view;
  const { totp } = factors;
  const body =
    totp === undefined
      ? html`<p>${text['security.totp-none']}</p>
${mayAdd ? html`<p class="buttons"><a class="button button-quiet" href="${link('/account/security/totp', { next })}">${text['security.totp-add']}</a></p>\n` : ''}`
      : html`${totp.isDisabled ? html`<p class="warning">${text['security.totp-disabled']}</p>\n` : ''}<dl class="facts">
<div><dt>${text['security.added']}</dt><dd>${renderTime(view, totp.createdAtMs)}</dd></div>
<div><dt>${text['security.last-used']}</dt><dd>${totp.lastUsedAtMs === undefined ? text['security.never-used'] : renderTime(view, totp.lastUsedAtMs)}</dd></div>
</dl>
<p class="links"><a class="link" href="${link('/account/security/totp', { next })}">${text[totp.isDisabled ? 'security.totp-add' : 'security.totp-replace']}</a>${keepsLast ? '' : html`\n<a class="link" href="${link('/account/security/totp/remove')}">${text['security.totp-remove']}</a>`}</p>
${keepsLast ? html`<p class="soft">${text['fault.remove.last-second-factor']}</p>\n` : ''}`;
  return html`<section class="card" aria-labelledby="totp">
<h2 id="totp">${text['security.totp']}</h2>
<p class="soft">${text['security.totp-text']}</p>
${body}</section>
`;
}

/** From so few on the page asks for new ones. */
const few = 3;

function renderCodes(view: View, { factors, next }: SecurityPage): Html {
  const { text, link } = view;
  const { codes } = factors;
  const toMake = link('/account/security/recovery-codes', { next });
  const body =
    codes === undefined
      ? html`<p class="warning">${text['security.codes-none']}</p>
<p class="buttons"><a class="button" href="${toMake}">${text['security.codes-make']}</a></p>
`
      : html`${codes.left > few ? '' : html`<p class="warning">${text['security.codes-few']}</p>\n`}<dl class="facts">
<div><dt>${text['security.codes-left']}</dt><dd>${text['security.codes-left-of'](codes)}</dd></div>
<div><dt>${text['security.codes-made']}</dt><dd>${renderTime(view, codes.createdAtMs)}</dd></div>
</dl>
<p class="buttons"><a class="button button-quiet" href="${toMake}">${text['security.codes-renew']}</a></p>
`;
  return html`<section class="card" aria-labelledby="recovery-codes">
<h2 id="recovery-codes">${text['security.codes']}</h2>
<p class="soft">${text['security.codes-text']}</p>
${body}</section>
`;
}

function renderPassword(view: View, { factors }: SecurityPage): Html {
  const { text, link } = view;
  const { hasPassword, canRemovePassword } = factors;
  const set = text[hasPassword ? 'security.password-change' : 'security.password-set'];
  const remove = canRemovePassword
    ? html`
<a class="link" href="${link('/account/security/password/remove')}">${text['security.password-remove']}</a>`
    : '';
  return html`<section class="card" aria-labelledby="password">
<h2 id="password">${text['security.password']}</h2>
<p>${text[hasPassword ? 'security.password-there' : 'security.password-none']}</p>
<p class="links"><a class="link" href="${link('/account/password')}">${set}</a>${remove}</p>
</section>
`;
}
