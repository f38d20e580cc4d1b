// Bundles the code of src/ into two files. dist/leakgate.js is what every start has to read, compile and run: the way of a
// clean commit and nothing else. dist/leakgate-rest.js holds all other modules and is loaded by the first dynamic import
// that leads out of the start. Both share one copy of each module, so that a class is the same class on both sides.
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { build } from 'esbuild';

/** Modules that are imported on demand and still belong to the start. */
const startModules = ['src/commands/hook.ts', 'src/commands/staged.ts'];
/**
 * Modules that start modules import and a clean commit never calls: in the start their exports are looked up in the rest
 * when they are first used. None of them may be used while a module is being set up.
 */
const laterModules = new Set([
  'src/config/find-loosened.ts',
  'src/config/match-paths.ts',
  'src/config/parse-ignores.ts',
  'src/decide/judge.ts',
  'src/decide/remedy.ts',
  'src/detect/checksum/index.ts',
  'src/detect/env-file.ts',
  'src/detect/judge-value.ts',
  'src/git/byte-reader.ts',
  'src/git/git-failure.ts',
  'src/git/partial-clone.ts',
  'src/git/read-small-blobs.ts',
  'src/pipeline/find-in.ts',
  'src/report/render-report.ts',
  'src/sources/preimages.ts',
]);
/** Built-in modules that take milliseconds to load (with all of streams and sockets behind them): loaded at first use. */
const slowBuiltIns = ['node:child_process', 'node:zlib'];

const entry = 'src/cli.ts';
const restFile = './leakgate-rest.js';

/** Who imports whom, and by which kind of import: esbuild's own account of a dry run. */
async function readGraph(top, options) {
  const { metafile } = await build({
    ...options,
    absWorkingDir: top,
    entryPoints: [entry],
    outdir: 'unwritten',
    write: false,
    metafile: true,
  });
  return metafile.inputs;
}

/** Everything that `roots` import statically, directly or not. */
function staticClosure(graph, roots) {
  const found = new Set();
  const open = [...roots];
  for (let file = open.pop(); file !== undefined; file = open.pop()) {
    if (found.has(file)) continue;
    found.add(file);
    for (const { path, kind, external } of graph[file].imports)
      if (kind === 'import-statement' && !external && !laterModules.has(path)) open.push(path);
  }
  return found;
}

/** The names that each of `files` exports: `{ file: names }`. */
async function exportsOf(top, files) {
  const onlyEntries = ({ kind }) => (kind === 'entry-point' ? undefined : { external: true });
  const { metafile } = await build({
    absWorkingDir: top,
    entryPoints: files,
    bundle: true,
    format: 'esm',
    platform: 'node',
    outdir: 'unwritten',
    write: false,
    metafile: true,
    plugins: [{ name: 'entries', setup: ({ onResolve }) => onResolve({ filter: /.*/ }, onlyEntries) }],
  });
  return new Map(Object.values(metafile.outputs).map(({ entryPoint, exports }) => [entryPoint, exports]));
}

const inSources = (top, { path, resolveDir }) =>
  join(resolveDir, path)
    .slice(top.length + 1)
    .replaceAll('\\', '/');

/** An object whose properties are fetched by the expression `from` when they are used. */
function writeLookups(names, from) {
  const getters = names.map((name) => `get ${name}() { return (found ??= ${from}).${name}; }`);
  return `let found; module.exports = {${getters.join(',')}};`;
}

/** In the start: imports that lead out of it, and the slow built-in modules. */
function startPlugin(top, start, { shared, names }) {
  const require = createRequire(import.meta.url);
  const fromRest = (file) =>
    `require(${JSON.stringify(restFile)})(require('shared-with-rest').share)[${JSON.stringify(file)}]()`;
  return {
    name: 'start',
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /^\./ }, (args) => {
        if (args.path === restFile) return { path: restFile, external: true };
        const file = args.kind === 'entry-point' ? entry : inSources(top, args);
        if (start.has(file)) return undefined;
        return { path: file, namespace: args.kind === 'dynamic-import' ? 'rest' : 'later' };
      });
      onLoad({ filter: /.*/, namespace: 'rest' }, ({ path }) => ({
        contents: `module.exports = ${fromRest(path)};`,
        resolveDir: top,
      }));
      onLoad({ filter: /.*/, namespace: 'later' }, ({ path }) => ({
        contents: writeLookups(names.get(path), fromRest(path)),
        resolveDir: top,
      }));
      onResolve({ filter: /^shared-with-rest$/ }, ({ path }) => ({ path, namespace: 'shared' }));
      onLoad({ filter: /.*/, namespace: 'shared' }, () => ({ contents: shared, resolveDir: top, loader: 'js' }));
      onResolve({ filter: new RegExp(`^(?:${slowBuiltIns.join('|')})$`) }, ({ path, namespace }) =>
        namespace === 'slow' ? { path, external: true } : { path, namespace: 'slow' },
      );
      onLoad({ filter: /.*/, namespace: 'slow' }, ({ path }) => ({
        contents: writeLookups(Object.keys(require(path)), `require(${JSON.stringify(path)})`),
      }));
    },
  };
}

/** In the rest: imports of what the start holds already. */
function restPlugin(top, start) {
  return {
    name: 'rest',
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /^\./ }, (args) => {
        const file = args.resolveDir === '' ? '' : inSources(top, args);
        return start.has(file) ? { path: file, namespace: 'start' } : undefined;
      });
      onLoad({ filter: /.*/, namespace: 'start' }, ({ path }) => ({
        contents: `module.exports = require('shared-by-start').modules[${JSON.stringify(path)}];`,
        resolveDir: top,
      }));
      onResolve({ filter: /^shared-by-start$/ }, ({ path }) => ({ path, namespace: 'shared' }));
      onLoad({ filter: /.*/, namespace: 'shared' }, () => ({ contents: 'exports.modules = null;' }));
    },
  };
}

/** The exports of all start modules behind one function, so that a start that needs no more pays nothing for it. */
function writeShared(names) {
  const files = names.filter(([, list]) => list.length > 0);
  const imports = files.map(
    ([file, list], at) =>
      `import { ${list.map((name) => `${name} as ${name}_${at}`).join(', ')} } from ${JSON.stringify(`./${file}`)};`,
  );
  const objects = files.map(
    ([file, list], at) =>
      `${JSON.stringify(file)}: { ${list.map((name) => `get ${name}() { return ${name}_${at}; }`).join(', ')} }`,
  );
  return `${imports.join('\n')}\nexport const share = () => ({${objects.join(',\n')}});\n`;
}

function writeRestEntry(files) {
  const loaders = files.map((file) => `${JSON.stringify(file)}: () => require(${JSON.stringify(`./${file}`)})`);
  return `let loaders = null;
module.exports = (share) => {
  if (loaders === null) {
    require('shared-by-start').modules = share();
    loaders = { ${loaders.join(',\n')} };
  }
  return loaders;
};`;
}

/**
 * Writes the two files into `outdir`.
 * @param options of esbuild, with the plugins that both bundles need
 * @returns esbuild's metafiles
 */
export async function bundleCode(top, outdir, options) {
  const graph = await readGraph(top, options);
  const start = staticClosure(graph, [entry, ...startModules]);
  const doors = [...start].flatMap((file) =>
    graph[file].imports.filter(({ kind, external }) => kind === 'dynamic-import' && !external).map(({ path }) => path),
  );
  const outside = [...new Set([...doors, ...laterModules])].filter((file) => !start.has(file));
  const names = await exportsOf(top, [...start, ...laterModules]);
  const shared = writeShared([...start].map((file) => [file, names.get(file)]));
  const plugins = options.plugins ?? [];
  const first = await build({
    ...options,
    absWorkingDir: top,
    entryPoints: [entry],
    outfile: join(outdir, 'leakgate.js'),
    banner: { js: '#!/usr/bin/env node' },
    plugins: [...plugins, startPlugin(top, start, { shared, names })],
    metafile: true,
  });
  const rest = await build({
    ...options,
    absWorkingDir: top,
    stdin: { contents: writeRestEntry(outside), resolveDir: top, sourcefile: 'rest.js' },
    outfile: join(outdir, 'leakgate-rest.js'),
    plugins: [...plugins, restPlugin(top, start)],
    metafile: true,
  });
  return [first.metafile, rest.metafile];
}
