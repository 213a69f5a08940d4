import { accountNav } from '../account/nav.ts';
import { renderField, renderSummary } from '../layout/field.ts';
import { html } from '../layout/html.ts';
import type { Page } from '../layout/page.ts';
import type { View } from '../layout/view.ts';
import { faultText } from '../messages/messages.ts';
import { renderPasskeyForm, renderWithoutPasskeys } from '../passkeys/passkey-form.ts';

export interface PasskeyAddPage {
  /** JSON for `navigator.credentials.create`. */
  readonly options: string;
  /** The name that was typed before. */
  readonly name: string | undefined;
  readonly fault: 'name' | 'wrong' | 'exists' | 'too-many' | undefined;
}

export function passkeyAddPage(view: View, { options, name, fault }: PasskeyAddPage): Page {
  const { text, link } = view;
  const title = text['passkey-add.title'];
  const faults = fault === undefined ? [] : [faultText(text, { field: 'new-passkey', reason: fault })];
  const main = html`${accountNav(view, '/account/security/passkeys/add')}<div class="card">
<h1>${title}</h1>
${renderSummary(
  text['summary.heading'],
  faults.map((line) => ({ text: line, field: 'name' })),
)}<p class="soft">${text['passkey-add.text']}</p>
${renderWithoutPasskeys(view)}${renderPasskeyForm(view, {
  kind: 'create',
  action: link('/account/security/passkeys/add'),
  options,
  button: text['passkey-add.button'],
  isMain: true,
  fields: renderField({
    name: 'name',
    label: text['passkey-add.name'],
    type: 'text',
    autocomplete: 'off',
    isOptional: true,
    value: name,
    hint: text['passkey-add.name-hint'],
    faults: fault === 'name' ? faults : [],
  }),
})}</div>
<p class="below"><a href="${link('/account/security')}">${text['security.back']}</a></p>`;
  return {
    title,
    main,
    at: '/account/security/passkeys/add',
    isRefused: fault !== undefined,
    isWide: true,
    hasPasskeys: true,
  };
}
