import type { Flash } from '@latchkey/session';
import type { PagePath } from '../links.ts';
import { flashText } from '../messages/messages.ts';
import { type Html, html } from './html.ts';
import { hasSession, type View } from './view.ts';

export interface Layout {
  readonly title: string;
  readonly main: Html;
  /** The page's own address, for the navigation. */
  readonly at?: PagePath | undefined;
  /** What the links to log-in and sign-up carry. */
  readonly next?: string | undefined;
  /** A form was refused: the title says so first. Default false. */
  readonly isRefused?: boolean;
  /** Default false. */
  readonly isWide?: boolean;
  /** Its forms need the script for passkeys, and the answer lets it run. Default false. */
  readonly hasPasskeys?: boolean;
  /** It has a button that copies, by a script. Default false. */
  readonly hasCopy?: boolean;
  readonly flashes: readonly Flash[];
}

/** The whole page around `main`. */
export function renderLayout(view: View, layout: Layout): Html {
  const { text, link, siteName } = view;
  const { title, main, isRefused = false, isWide = false, hasPasskeys = false, hasCopy = false } = layout;
  const full = text['title.page']({ title, siteName });
  return html`<!doctype html>
<html lang="${view.language}">
<head>
<meta charset="utf-8">
<title>${isRefused ? text['title.refused']({ title: full }) : full}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<link rel="icon" type="image/svg+xml" href="${view.icon}">
<link rel="stylesheet" href="${view.style}">
${hasPasskeys ? html`<script src="${view.script}" defer></script>\n` : ''}${hasCopy ? html`<script src="${view.copyScript}" defer></script>\n` : ''}</head>
<body>
<a class="skip" href="#content">${text['skip-link']}</a>
<header class="bar"><div class="bar-inside">
<a class="brand" href="${link('/')}">${mark}<span>${siteName}</span></a>
<nav aria-label="${text['nav.label']}"><ul class="nav">${navigation(view, layout)}</ul></nav>
</div></header>
<main id="content" class="${isWide ? 'page page-wide' : 'page'}" tabindex="-1">
${flashList(view, layout.flashes)}${main}
</main>
</body>
</html>
`;
}

const mark = html`<svg viewBox="0 0 32 32" aria-hidden="true" focusable="false"><rect width="32" height="32" rx="8"/><circle class="hole" cx="16" cy="13" r="4.5"/><path class="hole" d="M14.2 14h3.6l2 9.5h-7.6z"/></svg>`;

function navigation(view: View, { at, next }: Layout): Html {
  const { text, link } = view;
  const item = (path: PagePath, label: Html | string, goesTo = link(path)) =>
    html`<li><a href="${goesTo}"${at === path ? html` aria-current="page"` : ''}>${label}</a></li>`;
  const home = item('/', text['nav.home']);
  if (view.isBare) return home;
  if (view.visitor.state === 'anonymous') {
    const logIn = item('/login', text['nav.log-in'], link('/login', { next }));
    return html`${home}${logIn}${item('/signup', text['nav.sign-up'], link('/signup', { next }))}`;
  }
  const greeting = item(
    '/account',
    html`<span class="greeting">${text['nav.hello'](view.visitor.user)}</span>`,
  );
  const logOut = hasSession(view.visitor)
    ? html`<li>${logOutForm(view, { label: text['nav.log-out'] })}</li>`
    : item('/logout', text['nav.log-out']);
  return html`${home}${item('/dashboard', text['nav.dashboard'])}${greeting}${logOut}`;
}

/** A form and not a link: logging out changes something, and a link could be followed by anyone's page. */
export function logOutForm(view: View, button: { label: string; className?: string }): Html {
  const className = button.className === undefined ? '' : html` class="${button.className}"`;
  return html`<form method="post" action="${view.link('/logout')}"><input type="hidden" name="csrf_token" value="${view.token}"><button type="submit"${className}>${button.label}</button></form>`;
}

function flashList(view: View, flashes: readonly Flash[]): Html | '' {
  if (flashes.length === 0) return '';
  return html`<div role="status">\n${renderFlashes(view, flashes)}</div>\n`;
}

/** In words: a flash message of ours is an id of the catalogue. */
export function renderFlashes({ text, user }: View, flashes: readonly Flash[]): Html[] {
  return flashes.map(({ message, category }) => {
    const shown = flashText(text, message, user ?? {});
    return shown === undefined ? html`` : html`<p class="flash flash-${category}">${shown}</p>\n`;
  });
}
