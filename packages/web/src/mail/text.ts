import type { Letter, LetterPart } from './letter.ts';

/** RFC 5322, 2.1.1. */
const widestLine = 78;

/** The mail as plain text: short lines, and each link whole on a line of its own. */
export function renderText({ parts }: Letter): string {
  return `${parts.map(renderPart).join('\n\n')}\n`;
}

function renderPart(part: LetterPart): string {
  if (typeof part === 'string') return wrapped(part);
  if ('href' in part) return part.href;
  return part.facts.map(([label, value]) => wrapped(`${label}: ${value}`)).join('\n');
}

/** Broken between words only: a word that is longer than a line has one of its own. */
function wrapped(text: string): string {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > widestLine) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return [...lines, line].join('\n');
}
