import type { HistoryEntry, HistoryPage as HistoryLines } from '@latchkey/accounts';
import { accountNav } from '../account/nav.ts';
import { deviceIn } from '../device.ts';
import { type Html, html } from '../layout/html.ts';
import type { Page } from '../layout/page.ts';
import { renderTime } from '../layout/time.ts';
import type { View } from '../layout/view.ts';
import type { Messages } from '../messages/messages.ts';
import { factorsInWords } from '../sessions/factors.ts';

export interface HistoryPage extends HistoryLines {
  /** This page shows the newest lines. */
  readonly isNewest: boolean;
}

export function historyPage(view: View, { entries, older, isNewest }: HistoryPage): Page {
  const { text } = view;
  const lines =
    entries.length === 0
      ? html`<p>${text['history.empty']}</p>`
      : html`<dl class="facts log">\n${entries.map((entry) => line(view, entry))}</dl>`;
  const main = html`${accountNav(view, '/account/history')}<div class="card">
<h1>${text['history.title']}</h1>
<p class="soft">${text['history.text']}</p>
${lines}
${ways(view, { older, isNewest })}</div>`;
  return { title: text['history.title'], main, at: '/account/history', isWide: true };
}

function line(view: View, entry: HistoryEntry): Html {
  const { text } = view;
  const { address, agent, actor } = entry;
  const from = agent === undefined && address === undefined ? [] : [deviceIn(text, agent), address ?? []];
  const by = actor === 'operator' ? [text['history.by-operator']] : from.flat();
  const remark = by.length === 0 ? '' : html`<p class="hint">${by.join(', ')}</p>`;
  return html`<div><dt>${renderTime(view, entry.atMs)}</dt><dd><p>${whatHappened(text, entry)}</p>${remark}</dd></div>
`;
}

function whatHappened(text: Messages, { event, result, detail }: HistoryEntry): string {
  const what = text[`history.event.${event}`];
  if (result === 'failure') {
    const id = `history.failed.${event}`;
    const failed = isFailedId(text, id) ? text[id] : text['history.failed']({ what });
    const why = `history.why.${detail}`;
    return isWhyId(text, why) ? text['history.failed-why']({ what: failed, why: text[why] }) : failed;
  }
  const factor = namesFactors.has(event) ? factorsInWords(text, detail?.split('+') ?? []) : '';
  return factor === '' ? what : text['history.by-factor']({ what, factor });
}

/** Their detail says which. */
const namesFactors: ReadonlySet<string> = new Set([
  'log-in',
  'confirm',
  'factor-added',
  'factor-removed',
  'second-factor-asked',
]);

type FailedId = Extract<keyof Messages, `history.failed.${string}`>;

function isFailedId(text: Messages, id: string): id is FailedId {
  return Object.hasOwn(text, id);
}

type WhyId = Extract<keyof Messages, `history.why.${string}`>;

/** Of a detail without words of its own, nothing is shown. */
function isWhyId(text: Messages, id: string): id is WhyId {
  return Object.hasOwn(text, id);
}

function ways({ text, link }: View, { older, isNewest }: Omit<HistoryPage, 'entries'>): Html | '' {
  const here = link('/account/history');
  const next =
    older === undefined ? [] : [[`${here}?before=${encodeURIComponent(older)}`, text['history.older']]];
  const ways = [...(isNewest ? [] : [[here, text['history.newest']]]), ...next];
  if (ways.length === 0) return '';
  const links = ways.map(([to, label]) => html`<a class="button button-quiet" href="${to}">${label}</a>`);
  return html`<nav class="buttons" aria-label="${text['history.pages']}">${links}</nav>
`;
}
