import type { PasskeyInfo } from '@latchkey/accounts';
import { accountNav } from '../account/nav.ts';
import { renderField, renderSummary, renderToken } from '../layout/field.ts';
import { type Html, html } from '../layout/html.ts';
import type { Page } from '../layout/page.ts';
import type { View } from '../layout/view.ts';
import { faultText } from '../messages/messages.ts';

export interface PasskeyRenamePage {
  readonly passkey: PasskeyInfo;
  /** The name that was typed before. */
  readonly name: string | undefined;
  readonly fault: 'name' | undefined;
}

export function passkeyRenamePage(view: View, page: PasskeyRenamePage): Page {
  const { text, link } = view;
  const { fault } = page;
  const title = text['passkey-rename.title'];
  const at = '/account/security/passkeys/rename';
  const lines = faultsOf(view, fault).map((line) => ({ text: line, field: 'name' }));
  const main = html`${accountNav(view, at)}<div class="card">
<h1>${title}</h1>
${renderSummary(text['summary.heading'], lines)}${renameForm(view, page)}</div>
<p class="below"><a href="${link('/account/security')}">${text['security.back']}</a></p>`;
  return { title, main, at, isRefused: fault !== undefined, isWide: true };
}

function faultsOf({ text }: View, fault: PasskeyRenamePage['fault']): string[] {
  return fault === undefined ? [] : [faultText(text, { field: 'new-passkey', reason: fault })];
}

function renameForm(view: View, { passkey, name, fault }: PasskeyRenamePage): Html {
  const { text, link, token } = view;
  return html`<form class="form" method="post" action="${link('/account/security/passkeys/rename')}" novalidate>
${renderToken(token)}
<input type="hidden" name="passkey" value="${passkey.id}">
${renderField({
  name: 'name',
  label: text['passkey-rename.name'],
  type: 'text',
  autocomplete: 'off',
  value: name ?? passkey.name,
  faults: faultsOf(view, fault),
  hasFocus: fault === undefined,
})}<button class="button" type="submit">${text['passkey-rename.button']}</button>
</form>
`;
}
