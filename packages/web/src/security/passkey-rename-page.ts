import type { PasskeyInfo } from '@latchkey/accounts';
import { accountNav } from '../account/nav.ts';
import { renderField, renderSummary, renderToken } from '../layout/field.ts';
import { html } from '../layout/html.ts';
import type { Page } from '../layout/page.ts';
import type { View } from '../layout/view.ts';
import { faultText } from '../messages/messages.ts';

export interface PasskeyRenamePage {
  readonly passkey: PasskeyInfo;
  /** The name that was typed before. */
  readonly name: string | undefined;
  readonly fault: 'name' | undefined;
}

export function passkeyRenamePage(view: View, { passkey, name, fault }: PasskeyRenamePage): Page {
  const { text, link } = view;
  const title = text['passkey-rename.title'];
  const faults = fault === undefined ? [] : [faultText(text, { field: 'new-passkey', reason: fault })];
  const main = html`${accountNav(view, '/account/security/passkeys/rename')}<div class="card">
<h1>${title}</h1>
${renderSummary(
  text['summary.heading'],
  faults.map((line) => ({ text: line, field: 'name' })),
)}<form class="form" method="post" action="${link('/account/security/passkeys/rename')}" novalidate>
${renderToken(view.token)}
<input type="hidden" name="passkey" value="${passkey.id}">
${renderField({
  name: 'name',
  label: text['passkey-rename.name'],
  type: 'text',
  autocomplete: 'off',
  value: name ?? passkey.name,
  faults,
  hasFocus: fault === undefined,
})}<button class="button" type="submit">${text['passkey-rename.button']}</button>
</form>
</div>
<p class="below"><a href="${link('/account/security')}">${text['security.back']}</a></p>`;
  return {
    title,
    main,
    at: '/account/security/passkeys/rename',
    isRefused: fault !== undefined,
    isWide: true,
  };
}
