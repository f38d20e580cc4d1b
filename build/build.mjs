// Builds dist/: the command in one file, lazy packages and rule families in files of their own, and the automaton over all anchors.
// Sources are ES modules; what ships is CommonJS, which starts about 10 ms faster on Node 20 (docs/performance.md).
import { createHash } from 'node:crypto';
import { chmodSync, copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import asc from 'assemblyscript/asc';
import { build } from 'esbuild';
import { bundleCode } from './bundle-code.mjs';
import { packFilters } from './pattern-filters.mjs';
import { patternHead } from './pattern-heads.mjs';
import { patternRun } from './pattern-runs.mjs';

const top = join(dirname(fileURLToPath(import.meta.url)), '..');
const dist = join(top, 'dist');
const work = join(top, 'dist', '.work');
const { version } = JSON.parse(readFileSync(join(top, 'package.json'), 'utf8'));
const target = 'node20';

/** Bundles one entry into a temporary ES module and imports it: how the build runs the project's own TypeScript. */
async function importSource(entry) {
  const outfile = join(work, `${entry.replaceAll('/', '-')}.mjs`);
  await build({
    entryPoints: [join(top, entry)],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target,
    logLevel: 'warning',
  });
  return import(pathToFileURL(outfile).href);
}

/** The rules as data files: `rules/index.bin` and `rules/automaton.bin` for every start, `rules/rules.bin` for the hits. */
async function buildRules() {
  const { families } = await importSource('rules/index.ts');
  const { buildAutomaton } = await importSource('src/detect/automaton/build-automaton.ts');
  const { packAutomaton } = await importSource('src/detect/automaton/automaton.ts');
  const { buildRuleTables } = await importSource('src/detect/rule-index.ts');
  const { packRules } = await importSource('src/detect/pack-rules.ts');
  const folder = join(dist, 'rules');
  mkdirSync(folder, { recursive: true });
  const ready = (rule) => {
    if (rule.byPath) return rule;
    const head = rule.lead || rule.near ? undefined : patternHead(rule.pattern);
    return { ...rule, head, run: rule.structure ? undefined : patternRun(rule.pattern, rule.anchors) };
  };
  const specs = families.map(({ rules }) => rules.map(ready));
  const asText = (_, value) => (value instanceof RegExp ? String(value) : value);
  const digest = createHash('sha256').update(version).update(JSON.stringify(specs, asText)).digest('hex');
  const tables = buildRuleTables(families, digest);
  const { index, rules } = packRules(tables, specs);
  writeFileSync(join(folder, 'index.bin'), index);
  writeFileSync(join(folder, 'rules.bin'), rules);
  writeFileSync(join(folder, 'filters.bin'), packFilters(specs.flat()));
  writeFileSync(join(folder, 'automaton.bin'), packAutomaton(buildAutomaton(tables.anchors)));
  writeFileSync(join(folder, 'tables.bin'), await packedTables());
  return { rules: tables.ruleIds.length, families: families.length, anchors: tables.anchors.length };
}

/** The tables of the rules that lie in `dist/rules` now, worked out as a detector does without them. */
async function packedTables() {
  const { openDetector } = await importSource('src/commands/open-detector.ts');
  const { Detector } = await importSource('src/detect/detector.ts');
  const { packTables } = await importSource('src/detect/packed-tables.ts');
  const { ruleSet } = openDetector(dist);
  const tables = new Detector({ ...ruleSet, loadTables: undefined }).anchorTables();
  return packTables({ ...tables, filterBytes: tables.filters.bytes.length });
}

/** Names of the packages whose code went into a bundle, from esbuild's own account of its inputs. */
function packagesIn({ inputs }) {
  const names = Object.keys(inputs).map((path) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.slice(0, 2));
  return names.filter((found) => found !== undefined && found !== null);
}

/** The licences of all bundled packages, as they ask to be told with every copy. */
function writeLicences(folders) {
  const parts = [...folders].sort().map(([folder, name]) => {
    const at = join(top, folder);
    const { version: installed, license } = JSON.parse(readFileSync(join(at, 'package.json'), 'utf8'));
    const file = readdirSync(at).find((entry) => /^licen[cs]e/i.test(entry));
    return `${name} ${installed} (${license})\n\n${file ? readFileSync(join(at, file), 'utf8').trim() : 'No licence file in the package.'}\n`;
  });
  writeFileSync(join(dist, 'THIRD-PARTY-LICENCES.txt'), parts.join(`\n${'-'.repeat(78)}\n\n`));
}

/** Libraries that few runs need: each a file of its own, loaded by the code that imports it dynamically. */
const lazyPackages = [
  '@eslint-community/regexpp',
  'fzstd',
  'isomorphic-git',
  'jsonc-parser',
  'libarchive-wasm',
  'micromatch',
  'seek-bzip',
];
const hasDefault = new Set(['micromatch', 'isomorphic-git', 'seek-bzip']);
/** Files that a package looks up beside its code. */
const besidePackages = ['libarchive-wasm/dist/libarchive.wasm'];

const common = {
  bundle: true,
  format: 'cjs',
  platform: 'node',
  target,
  // The module form first: what jsonc-parser names `main` finds its parts by a require that no bundler follows.
  mainFields: ['module', 'main'],
  minifySyntax: true,
  minifyWhitespace: true,
  logLevel: 'warning',
  supported: { 'dynamic-import': false },
};

/** Points imports of the lazy packages at their files beside the bundle. */
const packagesBeside = {
  name: 'packages-beside',
  setup({ onResolve }) {
    onResolve({ filter: new RegExp(`^(?:${lazyPackages.join('|')})$`) }, ({ path }) => ({
      path: `./packages/${path}.js`,
      external: true,
    }));
  },
};

/** seek-bzip makes buffers the old way, of which Node warns on the terminal once the code lies outside node_modules. */
const withoutOldBuffers = {
  name: 'without-old-buffers',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]seek-bzip[\\/]lib[\\/]\w+\.js$/ }, ({ path }) => ({
      contents: readFileSync(path, 'utf8').replaceAll('new Buffer(', 'Buffer.alloc('),
    }));
  },
};

/** Our own code in two files, and the lazy packages in one each. */
async function buildCommands() {
  const define = { LEAKGATE_VERSION: JSON.stringify(version) };
  const metafiles = await bundleCode(top, dist, { ...common, define, plugins: [packagesBeside] });
  for (const name of ['history-worker', 'survey-worker', 'hash-seed']) {
    const worker = { entryPoints: [join(top, `src/commands/${name}.ts`)], outfile: join(dist, `${name}.js`) };
    metafiles.push(
      (await build({ ...common, define, plugins: [packagesBeside], ...worker, absWorkingDir: top, metafile: true }))
        .metafile,
    );
  }
  for (const name of lazyPackages) {
    const contents = `export * from '${name}';${hasDefault.has(name) ? ` export { default } from '${name}';` : ''}`;
    const outfile = join(dist, 'packages', `${name}.js`);
    const stdin = { contents, resolveDir: top };
    metafiles.push(
      (await build({ ...common, plugins: [withoutOldBuffers], stdin, outfile, absWorkingDir: top, metafile: true }))
        .metafile,
    );
  }
  for (const file of besidePackages)
    copyFileSync(join(top, 'node_modules', file), join(dist, 'packages', basename(file)));
  const folders = new Map(metafiles.flatMap(packagesIn));
  chmodSync(join(dist, 'leakgate.js'), 0o755);
  writeLicences(folders);
}

/** A kernel, from AssemblyScript to WebAssembly. */
async function buildKernel(entry, name) {
  const { error, stderr } = await asc.main(
    [
      join(top, 'kernel', entry),
      ...['--outFile', join(dist, name), '--runtime', 'stub', '-O3', '--converge', '--noAssert', '--enable', 'simd'],
      ...['--initialMemory', '2', '--maximumMemory', '65536'],
    ],
    { stdout: process.stdout },
  );
  if (error) throw new Error(`kernel/${entry} does not compile: ${stderr}`);
}

rmSync(dist, { recursive: true, force: true });
mkdirSync(work, { recursive: true });
const counts = await buildRules();
await buildCommands();
await buildKernel('index.ts', 'kernel.wasm');
await buildKernel('commit.ts', 'commit.wasm');
writeFileSync(join(dist, 'package.json'), '{"type":"commonjs"}\n');
rmSync(work, { recursive: true, force: true });
console.log(`built dist/: ${counts.rules} rules in ${counts.families} families, ${counts.anchors} anchors`);
