/** The part of a request that is looked at. Every `Request` has this shape; an adapter may hand over less than a `Request`. */
export interface VisitRequest {
  readonly method: string;
  /** Absolute. */
  readonly url: string;
  readonly headers: { get(name: string): string | null };
}

/** GET, HEAD and OPTIONS change nothing (RFC 9110 section 9.2.1). */
export function isSafe(method: string): boolean {
  return /^(GET|HEAD|OPTIONS)$/.test(method);
}
