/** What the person wants: the setting of their account, and the header Accept-Language of their browser. */
export interface WantedLanguage {
  readonly account: string | undefined;
  readonly accept: string | null;
}

export interface OfferedLanguages {
  readonly languages: readonly string[];
  /** Where nothing else fits, and where any will do. */
  readonly fallback: string;
}

/** What a browser sends has three or four; who sends thousands makes no work with them. */
const mostRanges = 20;

/** The setting of the account wins; then the browser's wishes in their order, `de-AT` being served with `de`; then the fallback. */
export function chooseLanguage(
  { account, accept }: WantedLanguage,
  { languages, fallback }: OfferedLanguages,
): string {
  if (account !== undefined && languages.includes(account)) return account;
  const ranges = rangesIn(accept ?? '');
  const isRefused = (language: string) =>
    ranges.some(({ range, quality }) => quality === 0 && isWithin(language.toLowerCase(), range));
  const offered = [fallback, ...languages].filter((language) => !isRefused(language));
  for (const { range, quality } of ranges) {
    if (quality === 0) continue;
    const found = range === '*' ? unnamed(offered, ranges) : lookUp(offered, range);
    if (found !== undefined) return found;
  }
  return fallback;
}

interface Range {
  /** In lower case. */
  readonly range: string;
  /** 0 to 1; 0 is "not this one". */
  readonly quality: number;
}

/** RFC 9110, 12.5.4: the ranges, most wanted first. What is none is passed over. */
function rangesIn(header: string): Range[] {
  const items = header.toLowerCase().split(',', mostRanges);
  return items.flatMap(rangeIn).sort((one, other) => other.quality - one.quality);
}

function rangeIn(item: string): Range[] {
  const found = /^(\*|[a-z]{1,8}(?:-[a-z0-9]{1,8})*)(?:;q=([01](?:\.\d{0,3})?))?$/.exec(
    item.replaceAll(/[ \t]/g, ''),
  );
  if (found?.[1] === undefined) return [];
  return [{ range: found[1], quality: Math.min(1, Number(found[2] ?? 1)) }];
}

/** RFC 4647, 3.4: `de-at-1996`, `de-at`, `de`; a language with a region also serves whoever wants it from anywhere. */
function lookUp(offered: readonly string[], range: string): string | undefined {
  const same = (wanted: string) => offered.find((language) => language.toLowerCase() === wanted);
  const parts = range.split('-');
  for (let length = parts.length; length > 0; length--) {
    const found = same(parts.slice(0, length).join('-'));
    if (found !== undefined) return found;
  }
  return offered.find((language) => isWithin(language.toLowerCase(), range));
}

/** What `*` stands for: a language that no other range names. */
function unnamed(offered: readonly string[], ranges: readonly Range[]): string | undefined {
  return offered.find(
    (language) => !ranges.some(({ range }) => range !== '*' && lookUp([language], range) !== undefined),
  );
}

/** `de-at` is within `de`. */
function isWithin(language: string, range: string): boolean {
  return language === range || language.startsWith(`${range}-`);
}
