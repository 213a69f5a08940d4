import { accountNav } from '../account/nav.ts';
import { renderField, renderSummary } from '../layout/field.ts';
import { type Html, html } from '../layout/html.ts';
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
  readonly next: string | undefined;
}

export function passkeyAddPage(view: View, page: PasskeyAddPage): Page {
  const { text, link } = view;
  const { fault, next } = page;
  const title = text['passkey-add.title'];
  const at = '/account/security/passkeys/add';
  const field = fault === 'name' ? 'name' : 'passkey';
  const lines = faultsOf(view, fault).map((line) => ({ text: line, field }));
  const main = html`${accountNav(view, at)}<div class="card">
<h1>${title}</h1>
${renderSummary(text['summary.heading'], lines)}<p class="soft">${text['passkey-add.text']}</p>
${renderWithoutPasskeys(view)}${addForm(view, page)}</div>
<p class="below"><a href="${link('/account/security', { next })}">${text['security.back']}</a></p>`;
  return { title, main, at, isRefused: fault !== undefined, isWide: true, hasPasskeys: true };
}

function faultsOf({ text }: View, fault: PasskeyAddPage['fault']): string[] {
  return fault === undefined ? [] : [faultText(text, { field: 'new-passkey', reason: fault })];
}

function addForm(view: View, { options, name, fault, next }: PasskeyAddPage): Html {
  const { text, link } = view;
  const action = link('/account/security/passkeys/add', { next });
  const fields = renderField({
    name: 'name',
    label: text['passkey-add.name'],
    type: 'text',
    autocomplete: 'off',
    isOptional: true,
    value: name,
    hint: text['passkey-add.name-hint'],
    faults: fault === 'name' ? faultsOf(view, fault) : [],
  });
  const button = text['passkey-add.button'];
  return renderPasskeyForm(view, { kind: 'create', action, options, button, isMain: true, fields });
}
