import { type Html, html } from '../layout/html.ts';
import type { View } from '../layout/view.ts';
import type { PagePath } from '../links.ts';

/** The way between the pages under `/account`, in front of the first card of each; `at` is the page it stands on. */
export function accountNav({ text, link }: View, at: PagePath): Html {
  const places = [
    ['/account', text['account-nav.profile']],
    ['/account/security', text['account-nav.security']],
    ['/account/password', text['account-nav.password']],
    ['/account/sessions', text['account-nav.sessions']],
    ['/account/history', text['account-nav.history']],
    ['/account/data', text['account-nav.data']],
  ] as const;
  // What is no place of its own stands below the one that it is reached from: its path says so, else it is the profile.
  const above = places.findLast(([path]) => at === path || at.startsWith(`${path}/`))?.[0];
  const items = places.map(([path, label]) => {
    const current = path !== above ? undefined : path === at ? 'page' : 'true';
    return html`<li><a href="${link(path)}"${current === undefined ? '' : html` aria-current="${current}"`}>${label}</a></li>`;
  });
  return html`<nav class="account-nav" aria-label="${text['account-nav.label']}"><ul class="nav">${items}</ul></nav>
`;
}
