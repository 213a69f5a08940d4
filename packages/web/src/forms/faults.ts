import type { Fault } from '@latchkey/accounts';
import type { FaultLine } from '../layout/field.ts';
import { faultText, type Messages } from '../messages/messages.ts';

const names: Record<Fault['field'], string> = {
  username: 'username',
  email: 'email',
  identifier: 'email',
  password: 'password',
  confirmPassword: 'confirm_password',
  currentPassword: 'current_password',
  confirmation: 'confirmation',
};

/** The lines of the summary: all faults at once, in the order of the form. */
export function faultLines(text: Messages, faults: readonly Fault[]): FaultLine[] {
  const lines = faults.map((fault) => ({ text: faultText(text, fault), field: names[fault.field] }));
  const empty = faults.find(({ reason }) => reason === 'empty');
  if (empty === undefined) return lines;
  return [{ text: text['fault.all-required'], field: names[empty.field] }, ...lines];
}

/** The sentences for one field. */
export function faultsAt(text: Messages, faults: readonly Fault[], field: Fault['field']): string[] {
  return faults.filter((fault) => fault.field === field).map((fault) => faultText(text, fault));
}
