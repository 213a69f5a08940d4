/** One import, re-export or dynamic import of a file. */
export interface Import {
  readonly specifier: string;
  /** From 1. */
  readonly line: number;
  readonly typeOnly: boolean;
  /** `export * from …` */
  readonly everything: boolean;
}

const statement = /^(?<keyword>import|export)\s+(?<clause>[^;'"]*?)\bfrom\s*['"](?<specifier>[^'"]+)['"]/gm;
const bare = /^import\s*['"](?<specifier>[^'"]+)['"]/gm;
const dynamic = /\bimport(?:\.meta\.resolve)?\(\s*['"](?<specifier>[^'"]+)['"]/g;

/**
 * The imports of a formatted TypeScript or JavaScript file. Formatted means that each starts its line, which is how an import
 * is told from one inside a string without a parser; comments are blanked first.
 */
export function importsOf(text: string): Import[] {
  const code = withoutComments(text);
  const found = (match: RegExpMatchArray, specifier: string): Import => {
    const clause = match.groups?.clause ?? '';
    return {
      specifier,
      line: code.slice(0, match.index).split('\n').length,
      typeOnly: typesOnly(clause),
      everything: match.groups?.keyword === 'export' && clause.startsWith('*'),
    };
  };
  return [statement, bare, dynamic]
    .flatMap((pattern) => [...code.matchAll(pattern)])
    .map((match) => found(match, match.groups?.specifier ?? ''));
}

/** `type { … }`, `type * as x`, or `{ type A, type B }`. */
function typesOnly(clause: string): boolean {
  if (/^type\b/.test(clause)) return true;
  const names = /^\{(?<names>[^}]*)\}\s*$/.exec(clause)?.groups?.names;
  return (
    names !== undefined &&
    names.split(',').every((name) => name.trim() === '' || name.trim().startsWith('type '))
  );
}

/** Blanks comments that have a line, or the end of one, to themselves; keeps the line numbers. */
function withoutComments(text: string): string {
  return text
    .replace(/^[ \t]*\/\*.*?\*\//gms, (comment) => comment.replace(/[^\n]/g, ' '))
    .replace(/(?<=^|\s)\/\/.*$/gm, (comment) => ' '.repeat(comment.length));
}
