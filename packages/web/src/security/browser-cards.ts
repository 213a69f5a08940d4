import type { TrustedBrowserInfo } from '@latchkey/accounts';
import { deviceIn } from '../device.ts';
import { renderToken } from '../layout/field.ts';
import { type Html, html } from '../layout/html.ts';
import { renderTime } from '../layout/time.ts';
import { hasSession, type View } from '../layout/view.ts';

/** The browsers in which log-in asks for no second factor. */
export function renderBrowsers(view: View, browsers: readonly TrustedBrowserInfo[]): Html {
  const { text } = view;
  const list =
    browsers.length === 0
      ? html`<p>${text['security.browsers-none']}</p>\n`
      : html`<ul class="things">\n${browsers.map((browser) => browserItem(view, browser))}</ul>\n`;
  return html`<section class="card" aria-labelledby="browsers">
<h2 id="browsers">${text['security.browsers']}</h2>
<p class="soft">${text['security.browsers-text']}</p>
${list}</section>
`;
}

function browserItem(view: View, browser: TrustedBrowserInfo): Html {
  const { text } = view;
  const device = deviceIn(text, browser.agent);
  const fact = (name: string, value: Html | string) => html`<div><dt>${name}</dt><dd>${value}</dd></div>\n`;
  return html`<li><h3>${device}</h3>
<dl class="facts">
${fact(text['sessions.address'], browser.address ?? text['sessions.address-unknown'])}${fact(
  text['security.browser-since'],
  renderTime(view, browser.createdAtMs),
)}${fact(text['security.last-used'], renderTime(view, browser.lastUsedAtMs))}${fact(
  text['security.browser-until'],
  renderTime(view, browser.expiresAtMs),
)}</dl>
${endForm(view, { handle: browser.handle, device })}</li>
`;
}

/** Without a session, as in a second tab just after the log-in was restored, there is no token for a form. */
function endForm(
  { text, link, token, visitor }: View,
  { handle, device }: { readonly handle: string; readonly device: string },
): Html | '' {
  if (!hasSession(visitor)) return '';
  return html`<form method="post" action="${link('/account/security/browsers/end')}">
${renderToken(token)}<input type="hidden" name="browser" value="${handle}">
<button class="button button-quiet" type="submit" aria-label="${text['security.browser-end-label']({ device })}">${text['security.browser-end']}</button>
</form>
`;
}
