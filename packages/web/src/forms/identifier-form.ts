import { renderField, renderSummary, renderToken } from '../layout/field.ts';
import { type Html, html } from '../layout/html.ts';
import type { View } from '../layout/view.ts';

export interface IdentifierForm {
  readonly title: string;
  /** What it is for. */
  readonly about: string;
  /** Where it is sent to. */
  readonly action: string;
  readonly button: string;
  /** Nothing was typed. */
  readonly isEmpty: boolean;
}

/** Asks whose account it is about, by the field `email`, as the log-in does: to it something is mailed. */
export function renderIdentifierForm({ text, token }: View, form: IdentifierForm): Html {
  const { title, about, action, button, isEmpty } = form;
  const faults = isEmpty ? [text['fault.identifier.empty']] : [];
  const lines = faults.map((line) => ({ text: line, field: 'email' }));
  return html`<div class="card">
<h1>${title}</h1>
${renderSummary(text['summary.heading'], lines)}<p class="soft">${about}</p>
<form class="form" method="post" action="${action}" novalidate>
${renderToken(token)}
${renderField({
  name: 'email',
  label: text['login.identifier'],
  type: 'text',
  autocomplete: 'username',
  faults,
  hasFocus: !isEmpty,
})}<button class="button" type="submit">${button}</button>
</form>
</div>
`;
}
