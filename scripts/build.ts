import { spawnSync } from 'node:child_process';
import { copyFileSync, globSync, mkdirSync, rmSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';

/** From the ground floor up: each is built against the types of those before it. */
const floors = ['session', 'accounts', 'web', 'server'] as const;
type Floor = (typeof floors)[number];

const root = resolve(import.meta.dirname, '..');

for (const floor of floorsToBuild(process.cwd())) build(floor);

/** In the folder of a package: that package and all below it, so that its types are never older than its source. Elsewhere: all. */
function floorsToBuild(folder: string): readonly Floor[] {
  const top = floors.findIndex((floor) => folder === join(root, 'packages', floor));
  return top === -1 ? floors : floors.slice(0, top + 1);
}

function build(floor: Floor): void {
  const folder = join(root, 'packages', floor);
  rmSync(join(folder, 'dist'), { recursive: true, force: true });
  compile(folder);
  const assets = copyAssets(folder);
  copyFileSync(join(root, 'LICENSE'), join(folder, 'LICENSE'));
  console.log(`built packages/${floor}${assets === 0 ? '' : ` and ${assets} files beside the code`}`);
}

function compile(folder: string): void {
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  const { status } = spawnSync(process.execPath, [tsc, '-p', join(folder, 'tsconfig.build.json')], {
    stdio: 'inherit',
  });
  if (status !== 0) {
    console.error(`packages/${basename(folder)} does not compile; nothing above it was built.`);
    process.exit(1);
  }
}

/** Migrations, style sheets and scripts for the browser: whatever lies in `src` and is not TypeScript. */
function copyAssets(folder: string): number {
  const assets = globSync('**/*.*', { cwd: join(folder, 'src') }).filter((path) => !path.endsWith('.ts'));
  for (const path of assets) {
    const target = join(folder, 'dist', path);
    mkdirSync(dirname(target), { recursive: true });
    copyFileSync(join(folder, 'src', path), target);
  }
  return assets.length;
}
