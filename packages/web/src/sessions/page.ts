import type { SessionInfo } from '@latchkey/accounts';
import { accountNav } from '../account/nav.ts';
import { deviceIn } from '../device.ts';
import { renderToken } from '../layout/field.ts';
import { type Html, html } from '../layout/html.ts';
import type { Page } from '../layout/page.ts';
import { renderTime } from '../layout/time.ts';
import type { View } from '../layout/view.ts';
import { factorsInWords } from './factors.ts';

export interface SessionsPage {
  /** The one of this browser first. */
  readonly sessions: readonly SessionInfo[];
}

export function sessionsPage(view: View, { sessions }: SessionsPage): Page {
  const { text } = view;
  const main = html`${accountNav(view, '/account/sessions')}<div class="card">
<h1>${text['sessions.title']}</h1>
<p class="soft">${text['sessions.text']}</p>
</div>
${sessions.map((session) => sessionCard(view, session))}${others(view, sessions)}`;
  return { title: text['sessions.title'], main, at: '/account/sessions', isWide: true };
}

function sessionCard(view: View, session: SessionInfo): Html {
  const { text } = view;
  const device = deviceIn(text, session.agent);
  const fact = (name: string, value: Html | string) => html`<div><dt>${name}</dt><dd>${value}</dd></div>\n`;
  const factors = factorsInWords(text, session.factors);
  const remark = remarkOn(view, session);
  return html`<section class="card">
<h2>${device}</h2>
${session.isCurrent ? html`<p><strong class="badge">${text['sessions.this']}</strong></p>\n` : ''}<dl class="facts">
${fact(text['sessions.address'], session.address ?? text['sessions.address-unknown'])}${fact(
  text['sessions.first-seen'],
  renderTime(view, session.firstSeenAtMs),
)}${fact(text['sessions.last-seen'], renderTime(view, session.lastSeenAtMs))}${
  factors === '' ? '' : fact(text['sessions.factors'], factors)
}</dl>
${remark === undefined ? '' : html`<p class="soft">${remark}</p>\n`}${endForm(view, session, device)}</section>
`;
}

function remarkOn({ text }: View, { kind, isRemembered }: SessionInfo): string | undefined {
  if (kind === 'remembered') return text['sessions.away'];
  return isRemembered ? text['sessions.remembered'] : undefined;
}

/** Each button says which browser it ends: one after the other, they would be heard as the same. */
function endForm({ text, link, token }: View, { handle, isCurrent }: SessionInfo, device: string): Html {
  const label = isCurrent ? text['sessions.end-current'] : text['sessions.end'];
  const heard = isCurrent ? '' : html` aria-label="${text['sessions.end-label']({ device })}"`;
  return html`<form method="post" action="${link('/account/sessions/end')}">
${renderToken(token)}<input type="hidden" name="session" value="${handle}">
<button class="button button-quiet" type="submit"${heard}>${label}</button>
</form>
`;
}

function others({ text, link, token }: View, sessions: readonly SessionInfo[]): Html {
  const hasOthers = sessions.some(({ isCurrent }) => !isCurrent);
  if (!hasOthers) return html`<p class="below">${text['sessions.others-none']}</p>`;
  return html`<section class="card" aria-labelledby="others">
<h2 id="others">${text['sessions.others']}</h2>
<p class="soft">${text['sessions.others-text']}</p>
<form method="post" action="${link('/account/sessions/end-others')}">
${renderToken(token)}
<button class="button" type="submit">${text['sessions.others-button']}</button>
</form>
</section>`;
}
