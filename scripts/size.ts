import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

/** What `@latchkey/session` may weigh: its main entry, minified and gzipped. See decisions/014. */
export const ceilingBytes = 12.5 * 1024;

export interface Size {
  /** Of the entry, as the package exports it: `.`, `./hono`, … */
  readonly entry: string;
  readonly minifiedBytes: number;
  readonly gzippedBytes: number;
  /** What the bundle still imports. */
  readonly imports: readonly string[];
}

interface Exporting {
  readonly exports: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

/**
 * The weight of every entry but `./testing`, each bundled by itself with all that it imports; optional peers stay outside.
 * @param folder of the package, in the repository or installed
 * @param condition which of the files an entry names: the source, or what was published
 */
export async function sizesOf(folder: string, condition: 'latchkey-source' | 'default'): Promise<Size[]> {
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Exporting; // ours, npm reads it too
  const external = Object.keys(manifest.peerDependencies ?? {});
  const entries = Object.entries(manifest.exports).filter(([entry]) => entry !== './testing');
  return Promise.all(
    entries.map(([entry, files]) => weigh(entry, join(folder, files[condition] ?? ''), external)),
  );
}

/** One line: `@latchkey/session 9.8 KB minified and gzipped (of 12.5); ./hono 0.3, …`. */
export function describeSizes(name: string, sizes: readonly Size[]): string {
  const [core, ...others] = sizes.map(
    ({ entry, gzippedBytes }) => `${entry === '.' ? name : entry} ${(gzippedBytes / 1024).toFixed(2)}`,
  );
  return `${core} KB minified and gzipped, of ${ceilingBytes / 1024} at most; beside it ${others.join(', ')}`;
}

async function weigh(entry: string, file: string, external: readonly string[]): Promise<Size> {
  const { outputFiles, metafile } = await build({
    entryPoints: [file],
    bundle: true,
    minify: true,
    platform: 'node',
    format: 'esm',
    target: 'node24',
    external: [...external],
    metafile: true,
    write: false,
  });
  const [bundle] = outputFiles;
  if (bundle === undefined) throw new Error(`${file} made no bundle.`);
  return {
    entry,
    minifiedBytes: bundle.contents.length,
    gzippedBytes: gzipSync(bundle.contents, { level: 9 }).length,
    imports: Object.values(metafile.outputs).flatMap((output) => output.imports.map(({ path }) => path)),
  };
}
