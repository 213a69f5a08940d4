import type { User } from '@latchkey/accounts';
import { html } from '../layout/html.ts';
import { logOutForm } from '../layout/layout.ts';
import type { Page } from '../layout/page.ts';
import { hasSession, type View } from '../layout/view.ts';
import { renderBanner } from '../verification/banner.ts';

export interface DashboardPage {
  readonly user: User;
}

export function dashboardPage(view: View, { user }: DashboardPage): Page {
  const { text, link } = view;
  const label = text['dashboard.log-out'];
  const logOut = hasSession(view.visitor)
    ? logOutForm(view, { label, className: 'button button-quiet' })
    : html`<a class="button button-quiet" href="${link('/logout')}">${label}</a>`;
  const main = html`${renderBanner(view)}<div class="card">
<h1>${text['dashboard.heading'](user)}</h1>
<p>${text['dashboard.text']}</p>
</div>
<section class="card" aria-labelledby="account">
<h2 id="account">${text['dashboard.account']}</h2>
<dl class="facts">
<div><dt>${text['dashboard.username']}</dt><dd>${user.username ?? text['dashboard.none']}</dd></div>
<div><dt>${text['dashboard.email']}</dt><dd>${user.email ?? text['dashboard.none']}</dd></div>
<div><dt>${text['dashboard.id']}</dt><dd class="code">${user.id}</dd></div>
</dl>
<div class="buttons"><a class="button button-quiet" href="${link('/account')}">${text['dashboard.your-account']}</a><a class="button button-quiet" href="${link('/account/password')}">${text['dashboard.change-password']}</a>${logOut}</div>
</section>`;
  return { title: text['dashboard.title'], main, at: '/dashboard', isWide: true };
}
