import { readFileSync } from 'node:fs';

/** A block of TypeScript in a page of the docs. */
export interface Block {
  readonly page: string;
  /** Line of the opening fence, from 1. */
  readonly line: number;
  readonly code: string;
}

/** The mark every block begins with. It promises the reader that the block runs as it stands. */
export const mark = '// example';

/** The ```ts blocks of a page, in order. */
export function blocksOf(page: string): Block[] {
  const text = readFileSync(page, 'utf8');
  return [...text.matchAll(/^```(?:ts|typescript)\n(?<code>.*?)^```$/gms)].map((match) => ({
    page,
    line: text.slice(0, match.index).split('\n').length,
    code: match.groups?.code ?? '',
  }));
}
