import type { User } from '@latchkey/accounts';
import type { Visit } from '@latchkey/session';
import type { Site } from '../site.ts';

/** What a browser keeps that has asked for a log-in by mail. */
export interface AskingBrowser {
  /** From `askForMagicLink`: by it the link knows this browser. */
  readonly browser: string;
  /** Where the visitor wanted to go. */
  readonly next: string | undefined;
}

const keptForSeconds = 10 * 60;

export function keepAskingBrowser(site: Site, visit: Visit<User>, { browser, next }: AskingBrowser): void {
  const value = next === undefined ? browser : `${browser}.${Buffer.from(next).toString('base64url')}`;
  visit.setCookie(site.login.cookies.set('magic', value, keptForSeconds));
}

/** `undefined`: it has asked for no link, or more than ten minutes ago. */
export function askingBrowser(visit: Visit<User>): AskingBrowser | undefined {
  return visit.readCookie('magic', (value) => {
    const [, browser, kept] = /^([\w-]{43})(?:\.([\w-]+))?$/.exec(value) ?? [];
    if (browser === undefined) return undefined;
    // Judged once more: whoever can write a cookie here must not lead people away after a log-in.
    const next = kept === undefined ? undefined : visit.safeNext(Buffer.from(kept, 'base64url').toString());
    return { browser, next };
  });
}

export function forgetAskingBrowser(site: Site, visit: Visit<User>): void {
  visit.setCookie(site.login.cookies.clear('magic'));
}
