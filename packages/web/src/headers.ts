export interface ContentPolicyOptions {
  /** Origins that a form may lead to by redirect: Chromium applies `form-action` to those as well. */
  readonly trustedOrigins?: readonly string[];
  /** Our own scripts may run: on pages that ask for a passkey or show new recovery codes, and on no other. Default false. */
  readonly allowsScript?: boolean;
}

export interface SecurityHeaderOptions extends Omit<ContentPolicyOptions, 'allowsScript'> {
  /** Adds Strict-Transport-Security: two years, with every subdomain. Default false. */
  readonly production?: boolean;
}

/**
 * The headers of every answer. No script, no frame, nothing from elsewhere (CSP Level 3; ASVS 3.4). `Referrer-Policy:
 * same-origin`, because a guard finds the page that held a form by its referrer.
 */
export function securityHeaders(options: SecurityHeaderOptions = {}): Readonly<Record<string, string>> {
  const { production = false, ...policy } = options;
  return {
    'Content-Security-Policy': contentPolicy(policy),
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'same-origin',
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'X-Frame-Options': 'DENY',
    ...(production ? { 'Strict-Transport-Security': 'max-age=63072000; includeSubDomains' } : {}),
  };
}

/** The Content-Security-Policy alone. Where a script may run it is a file of ours, and makes no HTML out of texts. */
export function contentPolicy(options: ContentPolicyOptions = {}): string {
  const { trustedOrigins = [], allowsScript = false } = options;
  return [
    "default-src 'none'",
    ...(allowsScript ? ["script-src 'self'", "require-trusted-types-for 'script'"] : []),
    "style-src 'self'",
    "img-src 'self'",
    ["form-action 'self'", ...trustedOrigins].join(' '),
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}
