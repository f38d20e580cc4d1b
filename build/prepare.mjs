// `npm ci` and `npm install` in a checkout: builds dist/ and lets husky put this repository's own hooks in place.
// Runs for nobody who installs the published package.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const top = join(dirname(fileURLToPath(import.meta.url)), '..');
const hasPackage = (name) => existsSync(join(top, 'node_modules', name));
const isCi = Boolean(process.env.CI) && process.env.CI !== 'false';

process.chdir(top);

// `npm install -g git+file://…`, which the pre-commit framework runs for `language: node`, prepares a clone of us, but lets
// the npm that installs its development packages believe that it is global too, and so it installs none.
if (!hasPackage('esbuild') && process.env.npm_config_global === 'true') {
  const own = Object.entries(process.env).filter(
    ([name]) => !/^npm_(?:config_(?:global|location|prefix)|lifecycle|package)/i.test(name),
  );
  const args = ['ci', '--include=dev', '--ignore-scripts', '--no-audit', '--no-fund'];
  // stdout belongs to the npm that called us.
  spawnSync('npm', args, {
    env: Object.fromEntries(own),
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
  });
}
if (!hasPackage('esbuild')) {
  console.log('prepare: the development packages are not installed, so nothing is built.');
} else {
  const { status } = spawnSync(process.execPath, [join('build', 'build.mjs')], { stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
  // Hooks that find no built command block every commit, so they come after it.
  if (!isCi && existsSync('.git') && hasPackage('husky')) {
    const { default: husky } = await import('husky');
    const trouble = husky();
    if (trouble) console.log(`prepare: husky did not set the hooks: ${trouble}`);
  }
}
