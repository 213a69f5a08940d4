import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Prints the URL of every file that Node loads, by `import` or `require`, for the import of its first argument. */
const tracer = `
import { registerHooks } from 'node:module';
registerHooks({
  load(url, context, nextLoad) {
    if (!url.startsWith('node:')) console.log(url);
    return nextLoad(url, context);
  },
});
await import(process.argv[1]);
`;

export interface Importer {
  /** From where the import is resolved. */
  readonly cwd: string;
  /** Path of the Node that imports. Default the one that runs. */
  readonly node?: string;
  readonly options?: readonly string[];
}

/** Every file that one import loads, in a process of its own, as URLs; Node's own modules are left out. */
export async function filesLoadedBy(
  specifier: string,
  { cwd, node = process.execPath, options = [] }: Importer,
): Promise<string[]> {
  const { stdout } = await run(node, [...options, '--input-type=module', '--eval', tracer, specifier], {
    cwd,
  });
  return stdout.trim().split('\n');
}
