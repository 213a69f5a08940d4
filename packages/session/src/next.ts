export interface NextOptions {
  /** Our own origin, `https://example.org`. */
  readonly origin: string;
  /** Other origins that `next` may lead to, written as absolute addresses. Default none. */
  readonly trustedOrigins?: readonly string[];
}

const longest = 2048;

/**
 * Where a visitor may be sent after logging in: a path on this origin, or an address on a trusted one; else `undefined`.
 * Checked as the browser will parse it, and again as it is emitted: `/..//evil.example` parses to a path
 * that reads as another host once it stands alone (open redirect; ASVS 3.7.2).
 */
export function safeNext(raw: string | null | undefined, options: NextOptions): string | undefined {
  if (!raw || raw.length > longest || /[\p{Cc}\\\s]/u.test(raw)) return undefined;
  return raw.startsWith('/') ? safePath(raw, options.origin) : safeAddress(raw, options);
}

function safePath(raw: string, origin: string): string | undefined {
  if (raw.startsWith('//')) return undefined;
  const parsed = URL.parse(raw, origin);
  if (parsed === null || parsed.origin !== new URL(origin).origin) return undefined;
  const emitted = parsed.pathname + parsed.search + parsed.hash;
  const again = URL.parse(emitted, origin);
  return again !== null && again.origin === parsed.origin && !emitted.startsWith('//') ? emitted : undefined;
}

function safeAddress(raw: string, { origin, trustedOrigins = [] }: NextOptions): string | undefined {
  const parsed = URL.parse(raw);
  if (parsed === null || parsed.username !== '' || parsed.password !== '') return undefined;
  if (!/^https?:$/.test(parsed.protocol)) return undefined; // `blob:https://…` has the origin of what is inside
  if (parsed.origin === new URL(origin).origin) {
    return safePath(parsed.pathname + parsed.search + parsed.hash, origin);
  }
  return trustedOrigins.includes(parsed.origin) ? parsed.href : undefined;
}
