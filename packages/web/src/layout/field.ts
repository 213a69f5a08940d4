import { type Html, html } from './html.ts';

/** One line of a form: label, hint and faults before the field, so that they are heard before it is filled in. */
export interface Field {
  /** Also its id. */
  readonly name: string;
  readonly label: string;
  readonly type: 'text' | 'email' | 'password';
  /** A token that password managers know. */
  readonly autocomplete:
    | 'username'
    | 'username webauthn'
    | 'email'
    | 'current-password'
    | 'new-password'
    | 'one-time-code'
    | 'off';
  /** For a keyboard of digits. */
  readonly inputMode?: 'numeric' | undefined;
  /** Default false. */
  readonly isOptional?: boolean;
  /** What was typed before; never for passwords. */
  readonly value?: string | undefined;
  readonly hint?: string | undefined;
  readonly faults?: readonly string[];
  /** Invalid without a fault of its own: the summary says what is wrong with the form as a whole. */
  readonly isInvalid?: boolean;
  readonly hasFocus?: boolean;
}

export function renderField(field: Field): Html {
  const { name, label, type, autocomplete, inputMode, value, hint, faults = [], hasFocus = false } = field;
  const isInvalid = field.isInvalid ?? faults.length > 0;
  const describedBy = [
    hint === undefined ? [] : `${name}-hint`,
    faults.length === 0 ? [] : `${name}-fault`,
  ].flat();
  return html`<div class="field">
<label for="${name}">${label}</label>
${hint === undefined ? '' : html`<p class="hint" id="${name}-hint">${hint}</p>\n`}${
  faults.length === 0
    ? ''
    : html`<div class="fault" id="${name}-fault">${faults.map((fault) => html`<p>${fault}</p>`)}</div>\n`
}<input class="input" id="${name}" name="${name}" type="${type}" autocomplete="${autocomplete}"${field.isOptional ? '' : html` required`}${
    type === 'password' ? '' : html` autocapitalize="none" spellcheck="false" value="${value ?? ''}"`
  }${inputMode === undefined ? '' : html` inputmode="${inputMode}"`}${describedBy.length === 0 ? '' : html` aria-describedby="${describedBy.join(' ')}"`}${
    isInvalid ? html` aria-invalid="true"` : ''
  }${hasFocus ? html` autofocus` : ''}>
</div>
`;
}

/** Tells password managers whose password this is; not sent on purpose, and ignored. */
export function renderAccountField(label: string, name: string): Html {
  return html`<div class="field">
<label for="username">${label}</label>
<input class="input" id="username" name="username" type="text" autocomplete="username" value="${name}" readonly>
</div>
`;
}

export interface FaultLine {
  readonly text: string;
  /** Name of the field that the line leads to. */
  readonly field: string;
}

/** What is wrong with the form, in one place that takes the focus without a script; each line leads to its field. */
export function renderSummary(heading: string, lines: readonly FaultLine[]): Html | '' {
  if (lines.length === 0) return '';
  const items = lines.map(({ text, field }) => html`<li><a href="#${field}">${text}</a></li>\n`);
  return html`<div class="summary" role="alert" aria-labelledby="summary-heading" tabindex="-1" autofocus>
<h2 id="summary-heading">${heading}</h2>
<ul>
${items}</ul>
</div>
`;
}

export function renderToken(token: string): Html {
  return html`<input type="hidden" name="csrf_token" value="${token}">`;
}

/** Of the link in a mail, so that the form acts on the link that its page was opened by. */
export function renderMailedToken(token: string): Html {
  return html`<input type="hidden" name="token" value="${token}">`;
}
