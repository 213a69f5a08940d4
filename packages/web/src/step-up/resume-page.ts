import type { KeptRequest } from '@latchkey/accounts';
import { renderToken } from '../layout/field.ts';
import { html } from '../layout/html.ts';
import type { Page } from '../layout/page.ts';
import type { View } from '../layout/view.ts';

export interface ResumePage {
  /** What was sent before the proof; its form goes to `path`, with these fields and a new token. */
  readonly kept: KeptRequest;
  /** Which form this is, for the one that drops it. */
  readonly of: string;
}

export function resumePage(view: View, { kept, of }: ResumePage): Page {
  const { text, link, token } = view;
  const hidden = (name: string, value: string) =>
    html`<input type="hidden" name="${name}" value="${value}">\n`;
  const main = html`<div class="card">
<h1>${text['resume.title']}</h1>
<p class="soft">${text['resume.text']}</p>
${renderAction(view, kept.action)}<form class="form" method="post" action="${kept.path}">
${renderToken(token)}
${[...kept.fields].map(([name, value]) => hidden(name, value))}<button class="button" type="submit" aria-describedby="action">${text['resume.button']}</button>
</form>
<form class="form" method="post" action="${link('/confirm/resume/drop')}">
${renderToken(token)}
${hidden('of', of)}<button class="button button-quiet" type="submit">${text['resume.drop']}</button>
</form>
</div>`;
  return { title: text['resume.title'], main, at: '/confirm/resume' };
}

/** What its sender wants to do, where it is asked for a proof and where it is done. */
export function renderAction({ text }: View, action: string) {
  return html`<dl class="facts facts-stacked">
<div><dt>${text['resume.action']}</dt><dd id="action"><strong>${action}</strong></dd></div>
</dl>
`;
}
