/** What a form sent: one value for each field that the page knows. */
export type Form = ReadonlyMap<string, string>;

/** Why a form cannot be read. */
export type FormFault = 'encoding' | 'nul' | 'repeated-field' | 'too-many-fields';

export type DecodeOutcome =
  | { readonly ok: true; readonly form: Form }
  | { readonly ok: false; readonly reason: FormFault };

export interface DecodeOptions {
  /** Names of the fields that the page knows; others are ignored. */
  readonly fields: readonly string[];
  readonly maxFields: number;
}

/**
 * Reads `application/x-www-form-urlencoded` strictly: UTF-8 without a broken byte, `%` only before two hex digits, no
 * NUL, and each known field once. A field sent twice, or as `name[]`, means one thing to a proxy or a framework and another to the
 * next (parameter pollution; ASVS 15.3.7), so it is refused rather than guessed.
 */
export function decodeForm(body: Uint8Array, { fields, maxFields }: DecodeOptions): DecodeOutcome {
  const text = decodeUtf8(body);
  if (text === undefined) return refuse('encoding');
  const pairs = text.split('&').filter((pair) => pair !== '');
  if (pairs.length > maxFields) return refuse('too-many-fields');
  const form = new Map<string, string>();
  for (const pair of pairs) {
    const field = decodePair(pair);
    if (field === undefined) return refuse('encoding');
    if (pair.includes('%00') || pair.includes('\0')) return refuse('nul');
    const known = knownName(field.name, fields);
    if (known === undefined) continue;
    if (known !== field.name || form.has(known)) return refuse('repeated-field');
    form.set(known, field.value);
  }
  return { ok: true, form };
}

function refuse(reason: FormFault): DecodeOutcome {
  return { ok: false, reason };
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function decodeUtf8(bytes: Uint8Array): string | undefined {
  try {
    return utf8.decode(bytes);
  } catch {
    return undefined;
  }
}

function decodePair(pair: string): { name: string; value: string } | undefined {
  const equals = pair.indexOf('=');
  const name = percentDecode(equals === -1 ? pair : pair.slice(0, equals));
  const value = percentDecode(equals === -1 ? '' : pair.slice(equals + 1));
  return name === undefined || value === undefined ? undefined : { name, value };
}

/** `decodeURIComponent` refuses a bare `%`, a broken sequence, an overlong one and a lone surrogate. */
function percentDecode(text: string): string | undefined {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return undefined;
  }
}

/** The field that is meant: `email`, and `email[]` or `email[0]` as other frameworks would read them. */
function knownName(name: string, fields: readonly string[]): string | undefined {
  const bracket = name.indexOf('[');
  const meant = bracket === -1 ? name : name.slice(0, bracket);
  return fields.includes(meant) ? meant : undefined;
}
