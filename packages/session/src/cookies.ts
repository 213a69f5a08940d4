import { isIP } from 'node:net';
import { codedError } from './errors.ts';

/** What a request said about one of our cookies. Damaged, doubled or over-long counts as absent, and is to be cleared. */
export interface CookieReading {
  readonly value: string | undefined;
  readonly damaged: boolean;
}

export interface CookieAttributes {
  /** Default: none, the host alone. */
  readonly domain?: string;
  /** Default `/`. */
  readonly path?: string;
  /** Default: whether the base URL is https. `true` without a base URL is for servers behind a proxy that speaks https. */
  readonly secure?: boolean;
  /** Default true: scripts of the page cannot read the cookie. */
  readonly httpOnly?: boolean;
  /** Default `Lax`: `Strict` hides the log-in from whoever follows a link to you; `None` sends it with every request from everywhere. */
  readonly sameSite?: 'Lax' | 'Strict' | 'None';
  /** Default false. A jar of its own for each site that embeds yours (CHIPS). */
  readonly partitioned?: boolean;
}

/** The attributes of one cookie where they differ from the common ones. */
export interface OneCookieSettings extends CookieAttributes {
  /** In place of prefix and kind; `__Host-` or `__Secure-` are put in front where they hold. */
  readonly name?: string;
}

export interface CookieSettings extends CookieAttributes {
  /** First part of every cookie's name. Default `latchkey`: `latchkey_session`. */
  readonly prefix?: string;
  readonly session?: OneCookieSettings;
  readonly remember?: OneCookieSettings;
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

/** How one kind of cookie is written: everything but its value. */
interface Written {
  readonly name: string;
  readonly attributes: string;
}

/**
 * @param origin of the base URL, where there is one
 * @throws `cookie-setting-invalid`
 */
export function createCookies(origin: string | undefined, settings: CookieSettings = {}): Cookies {
  const { prefix = 'latchkey', session, remember, ...common } = settings;
  refuseUnknown(settings, [...attributeNames, 'prefix', 'session', 'remember']);
  refuseUnless(isName(prefix), 'prefix');
  const own = new Map([
    ['session', session],
    ['remember', remember],
  ]);
  const kinds = new Map<string, Written>();

  function written(kind: string): Written {
    const known = kinds.get(kind);
    if (known !== undefined) return known;
    const one = own.get(kind) ?? {};
    const name = one.name === undefined ? `${prefix}_${kind}` : one.name;
    const made = writtenAs({ ...common, ...one, name }, origin);
    kinds.set(kind, made);
    return made;
  }

  for (const [kind, one = {}] of own) {
    refuseUnknown(one, [...attributeNames, 'name']);
    const isDefault = one.name === undefined || one.name === `${prefix}_${kind}`;
    // Every other cookie of ours, flash messages and forms, has the prefix too.
    refuseUnless(isDefault || (isName(one.name) && !String(one.name).startsWith(`${prefix}_`)), 'name');
  }
  refuseUnless(written('session').name !== written('remember').name, 'name');
  return {
    name: (kind) => written(kind).name,
    set(kind, value, maxAgeSeconds) {
      const { name, attributes } = written(kind);
      return `${name}=${value}${attributes}${maxAgeSeconds === undefined ? '' : `; Max-Age=${maxAgeSeconds}`}`;
    },
    clear(kind) {
      const { name, attributes } = written(kind);
      return `${name}=${attributes}; Max-Age=0`;
    },
    read: (header, kind) => (header === null ? absent : readCookie(header, `${written(kind).name}=`)),
  };
}

function writtenAs(
  settings: OneCookieSettings & { readonly name: string },
  origin: string | undefined,
): Written {
  const https = origin?.startsWith('https:') ?? false;
  const { name, domain, path = '/', secure = https, httpOnly = true, sameSite = 'Lax' } = settings;
  const { partitioned = false } = settings;
  refuseUnless(isName(name), 'name');
  refuseUnless(domain === undefined || isDomainOf(domain, origin), 'domain');
  refuseUnless(typeof path === 'string' && /^\/[\x21-\x3a\x3c-\x7e]*$/.test(path), 'path');
  // Neither a log-in over https that http may read, nor one that a browser on http drops.
  refuseUnless(typeof secure === 'boolean' && (origin === undefined || secure === https), 'secure');
  refuseUnless(typeof httpOnly === 'boolean', 'httpOnly');
  // Browsers drop both without Secure: the log-in would be lost without a word.
  refuseUnless(sameSites.includes(sameSite) && (secure || sameSite !== 'None'), 'sameSite');
  refuseUnless(typeof partitioned === 'boolean' && (secure || !partitioned), 'partitioned');
  const bound = secure ? (domain === undefined && path === '/' ? '__Host-' : '__Secure-') : '';
  const attributes =
    `; Path=${path}${domain === undefined ? '' : `; Domain=${domain}`}${secure ? '; Secure' : ''}` +
    `${httpOnly ? '; HttpOnly' : ''}; SameSite=${sameSite}${partitioned ? '; Partitioned' : ''}`;
  return { name: bound + name, attributes };
}

/** A browser drops a cookie for a domain that its page is not in; an address has no domain but itself (RFC 6265 section 5.1.3). */
function isDomainOf(domain: unknown, origin: string | undefined): boolean {
  if (typeof domain !== 'string' || !/^\.?[A-Za-z0-9][A-Za-z0-9.-]*$/.test(domain)) return false;
  if (origin === undefined) return true;
  const { hostname } = new URL(origin);
  const wanted = domain.replace(/^\./, '').toLowerCase();
  return hostname === wanted || (isIP(hostname) === 0 && hostname.endsWith(`.${wanted}`));
}

function isName(name: unknown): boolean {
  return typeof name === 'string' && /^[A-Za-z][\w-]*$/.test(name);
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

const sameSites: readonly unknown[] = ['Lax', 'Strict', 'None'];
const attributeNames = ['domain', 'path', 'secure', 'httpOnly', 'sameSite', 'partitioned'];

function refuseUnknown(settings: object, known: readonly string[]): void {
  for (const name of Object.keys(settings)) refuseUnless(known.includes(name), name);
}

function refuseUnless(isFine: boolean, setting: string): void {
  if (isFine) return;
  throw codedError('cookie-setting-invalid', `The cookie setting \`${setting}\` is not valid.`);
}
