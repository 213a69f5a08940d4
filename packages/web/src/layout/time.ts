import { type Html, html } from './html.ts';
import type { View } from './view.ts';

/** A moment, for people in words of the page's language and for programs in ISO 8601; both UTC. */
export function renderTime({ language }: Pick<View, 'language'>, atMs: number): Html {
  return html`<time datetime="${new Date(atMs).toISOString()}">${timeInWords(language, atMs)}</time>`;
}

/** "1 January 2026 at 14:05 UTC": nobody says where the reader's clock stands, so the zone is named. */
export function timeInWords(language: string, atMs: number): string {
  return formatterOf(language).format(atMs);
}

/** Making one costs a hundred times what using it does. There are as many as the site has languages. */
function formatterOf(language: string): Intl.DateTimeFormat {
  const known = formatters.get(language);
  if (known !== undefined) return known;
  // Day before month is read alike everywhere; plain `en` is the American order.
  const made = new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : language, inWords);
  formatters.set(language, made);
  return made;
}

const formatters = new Map<string, Intl.DateTimeFormat>();

const inWords: Intl.DateTimeFormatOptions = {
  year: 'numeric',
  month: 'long',
  day: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
  timeZone: 'UTC',
  timeZoneName: 'short',
};
