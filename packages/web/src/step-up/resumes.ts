import { mayKeepField, type User } from '@latchkey/accounts';
import type { MaybePromise, Visit } from '@latchkey/session';
import { codedError } from '../coded-error.ts';
import type { Form } from '../forms/decode-form.ts';

/** A form that waits where its sender must prove something first: afterwards one click sends it again. */
export interface Resumes {
  /**
   * What the form does, in words that its sender understands: the page with that click shows it. `form` holds the fields that
   * are kept, as they were sent: look up whose they are before you name anything.
   */
  readonly action: string | ((visit: Visit<User>, form: Form) => MaybePromise<string>);
  /** Names of the fields that the form needs; no other is kept. Passwords, codes, tokens and files never are. */
  readonly fields: readonly string[];
}

/** @throws `setting-invalid`, and `field-not-kept` for a name that reads like a password, a code or a token */
export function checkResumes({ action, fields }: Resumes): void {
  if (typeof action !== 'function' && (typeof action !== 'string' || action === '')) {
    throw invalid('action', 'a text that says what the form does, or a function that does');
  }
  if (!Array.isArray(fields)) throw invalid('fields', 'a list of names');
  for (const name of fields) {
    if (mayKeepField(name)) continue;
    throw codedError('field-not-kept', `A field named ${JSON.stringify(name)} is never kept: leave it out.`);
  }
}

function invalid(name: keyof Resumes, wanted: string): Error {
  return codedError('setting-invalid', `The setting \`resumes.${name}\` must be ${wanted}.`);
}
