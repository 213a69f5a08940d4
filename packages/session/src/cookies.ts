import { codedError } from './errors.ts';

/** What a request said about one of our cookies. Damaged, doubled or over-long counts as absent, and is to be cleared. */
export interface CookieReading {
  readonly value: string | undefined;
  readonly damaged: boolean;
}

export interface CookieSettings {
  /** First part of every cookie's name. Default `latchkey`: `latchkey_session`. */
  readonly prefix?: string;
  /** Default: none, the host alone. */
  readonly domain?: string;
  /** Default `/`. */
  readonly path?: string;
  /** Default `Lax`: `Strict` hides the log-in from whoever follows a link to you. */
  readonly sameSite?: 'Lax' | 'Strict';
}

/** Reads and writes every cookie of ours with the same attributes, so that a deletion is accepted wherever the setting was. */
export interface Cookies {
  /** `session` → `__Host-latchkey_session`, `__Secure-…` or `latchkey_session`; decided when the app is built, never by request. */
  name(kind: string): string;
  /** The text of a `Set-Cookie`; without `maxAgeSeconds` the cookie ends with the browser. */
  set(kind: string, value: string, maxAgeSeconds?: number): string;
  clear(kind: string): string;
  /** From the text of a `Cookie` header. */
  read(header: string | null, kind: string): CookieReading;
}

/** @throws `cookie-setting-invalid` */
export function createCookies(secure: boolean, settings: CookieSettings = {}): Cookies {
  const { prefix = 'latchkey', domain, path = '/', sameSite = 'Lax' } = settings;
  refuseBroken({ prefix, domain, path });
  const attributes =
    `; Path=${path}${domain === undefined ? '' : `; Domain=${domain}`}` +
    `${secure ? '; Secure' : ''}; HttpOnly; SameSite=${sameSite}`;
  const bound = secure ? (domain === undefined && path === '/' ? '__Host-' : '__Secure-') : '';
  const names = new Map<string, string>();

  function name(kind: string): string {
    const known = names.get(kind);
    if (known !== undefined) return known;
    const made = `${bound}${prefix}_${kind}`;
    names.set(kind, made);
    return made;
  }

  return {
    name,
    set: (kind, value, maxAgeSeconds) =>
      `${name(kind)}=${value}${attributes}${maxAgeSeconds === undefined ? '' : `; Max-Age=${maxAgeSeconds}`}`,
    clear: (kind) => `${name(kind)}=${attributes}; Max-Age=0`,
    read: (header, kind) => (header === null ? absent : readCookie(header, `${name(kind)}=`)),
  };
}

const absent: CookieReading = { value: undefined, damaged: false };
const damaged: CookieReading = { value: undefined, damaged: true };

/** All our values are base64url and dots; anything else was not written by us. */
const ourShape = /^[\w.-]{1,4096}$/;

function readCookie(header: string, start: string): CookieReading {
  let value: string | undefined;
  for (let at = header.indexOf(start); at !== -1; at = header.indexOf(start, at + 1)) {
    if (!beginsCookie(header, at)) continue;
    if (value !== undefined) return damaged;
    const end = header.indexOf(';', at);
    value = header.slice(at + start.length, end === -1 ? undefined : end).trim();
  }
  if (value === undefined) return absent;
  return ourShape.test(value) ? { value, damaged: false } : damaged;
}

/** `x_latchkey_session=` must not pass for `latchkey_session=`. */
function beginsCookie(header: string, at: number): boolean {
  let before = at - 1;
  while (before >= 0 && (header[before] === ' ' || header[before] === '\t')) before--;
  return before < 0 || header[before] === ';';
}

function refuseBroken(settings: { prefix: string; domain: string | undefined; path: string }): void {
  const { prefix, domain, path } = settings;
  const refuse = (what: string) => {
    throw codedError('cookie-setting-invalid', `The cookie setting \`${what}\` is not valid.`);
  };
  if (!/^[A-Za-z][\w-]*$/.test(prefix)) refuse('prefix');
  if (domain !== undefined && !/^\.?[A-Za-z0-9][A-Za-z0-9.-]*$/.test(domain)) refuse('domain');
  if (!/^\/[\x21-\x3a\x3c-\x7e]*$/.test(path)) refuse('path');
}
