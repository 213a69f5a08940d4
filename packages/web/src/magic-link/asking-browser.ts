import { isTokenShape, magicLinkForMs, type User } from '@latchkey/accounts';
import type { Visit } from '@latchkey/session';
import { keptNext, nextToKeep } from '../next.ts';
import type { Site } from '../site.ts';

/** What a browser keeps that has asked for a log-in by mail. */
export interface AskingBrowser {
  /** From `askForMagicLink`: by it the link knows this browser. */
  readonly browser: string;
  /** Where the visitor wanted to go. */
  readonly next: string | undefined;
}

const keptForSeconds = magicLinkForMs / 1000;

export function keepAskingBrowser(site: Site, visit: Visit<User>, { browser, next }: AskingBrowser): void {
  const kept = next === undefined ? undefined : nextToKeep(next);
  const value = kept === undefined ? browser : `${browser}.${kept}`;
  visit.setCookie(site.login.cookies.set('magic', value, keptForSeconds));
}

/** `undefined`: it has asked for no link, or more than ten minutes ago. */
export function askingBrowser(visit: Visit<User>): AskingBrowser | undefined {
  return visit.readCookie('magic', (value) => {
    const [browser = '', kept] = value.split('.');
    if (!isTokenShape(browser)) return undefined;
    return { browser, next: kept === undefined ? undefined : keptNext(visit, kept) };
  });
}

export function forgetAskingBrowser(site: Site, visit: Visit<User>): void {
  visit.setCookie(site.login.cookies.clear('magic'));
}
