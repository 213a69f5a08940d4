import type { Fault } from '@latchkey/accounts';
import { faultsAt } from '../forms/faults.ts';
import { renderField } from '../layout/field.ts';
import { type Html, html } from '../layout/html.ts';
import type { View } from '../layout/view.ts';

export interface NewPasswordFields {
  readonly faults: readonly Fault[];
  /** There was another one before. Default false. */
  readonly isReplacing?: boolean;
}

/** A password that is set, and set twice: `password` and `confirm_password`. */
export function renderNewPasswordFields(
  { text, minimumPasswordLength: minimum }: View,
  { faults, isReplacing = false }: NewPasswordFields,
): Html {
  return html`${renderField({
    name: 'password',
    label: text[isReplacing ? 'field.new-password' : 'field.password'],
    type: 'password',
    autocomplete: 'new-password',
    hint: text['field.password-hint']({ minimum }),
    faults: faultsAt(text, faults, 'password'),
  })}${renderField({
    name: 'confirm_password',
    label: text[isReplacing ? 'field.confirm-new-password' : 'field.confirm-password'],
    type: 'password',
    autocomplete: 'new-password',
    faults: faultsAt(text, faults, 'confirmPassword'),
  })}`;
}
