import { type Html, html } from '../layout/html.ts';
import type { View } from '../layout/view.ts';
import type { PagePath } from '../links.ts';

/** The way between the pages under `/account`, in front of the first card of each; `at` is the page it stands on. */
export function accountNav({ text, link }: View, at: PagePath): Html {
  const places = [
    ['/account', text['account-nav.profile']],
    ['/account/password', text['account-nav.password']],
    ['/account/sessions', text['account-nav.sessions']],
    ['/account/history', text['account-nav.history']],
    ['/account/data', text['account-nav.data']],
  ] as const;
  const isPlace = places.some(([path]) => path === at);
  const items = places.map(([path, label]) => {
    // What is no place of its own is reached from the profile, and stands below it.
    const current = path === at ? 'page' : !isPlace && path === '/account' ? 'true' : undefined;
    return html`<li><a href="${link(path)}"${current === undefined ? '' : html` aria-current="${current}"`}>${label}</a></li>`;
  });
  return html`<nav class="account-nav" aria-label="${text['account-nav.label']}"><ul class="nav">${items}</ul></nav>
`;
}
