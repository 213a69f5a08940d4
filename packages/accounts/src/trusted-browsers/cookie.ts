/** The tokens of the trusted-browser cookie, newest first; none where it has not the shape that `trustBrowser` gives it. */
export function tokensIn(cookie: string | undefined): readonly string[] {
  if (cookie === undefined || !isTrustedBrowserCookie(cookie)) return [];
  return [...new Set(cookie.split('.'))];
}

/** Whether a cookie has the shape that `trustBrowser` gives it; what has not, none of ours wrote. */
export function isTrustedBrowserCookie(cookie: string): boolean {
  return cookie.length <= longest && shape.test(cookie);
}

/** A browser is trusted with so many accounts at once. */
export const mostTokens = 5;

const longest = mostTokens * 43 + mostTokens - 1;
const shape = /^[\w-]{43}(?:\.[\w-]{43}){0,4}$/;
