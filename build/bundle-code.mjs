// Bundles the code of src/. dist/leakgate-start.js is what every run has to read, compile and execute: the way of a clean
// commit and nothing else. dist/leakgate-rest.js holds all other modules and is loaded by the first import that leads out
// of the start. Both share one copy of each module, so that a class is the same class on both sides. dist/leakgate.js, what
// Node is started with, loads them.
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { build, transform } from 'esbuild';

/** Modules that are imported on demand and still belong to the start. */
const startModules = [
  'src/commands/hook.ts',
  'src/commands/staged.ts',
  'src/config/config-from-package.ts',
  'src/config/parse-config.ts',
];
/**
 * Modules that start modules import and a clean commit never calls: in the start their exports are looked up in the rest
 * when they are first used. None of them may be used while a module is being set up.
 */
const laterModules = new Set([
  'src/config/find-loosened.ts',
  'src/config/own-rules/read-terms.ts',
  'src/config/read-json.ts',
  'src/decide/clearance-class.ts',
  'src/decide/judge.ts',
  'src/decide/remedy.ts',
  'src/decode/decode-budget.ts',
  'src/decode/decode-deep.ts',
  'src/detect/all-tables.ts',
  'src/detect/assigned-by.ts',
  'src/detect/checksum/index.ts',
  'src/detect/default-pairs.ts',
  'src/detect/env-file.ts',
  'src/detect/facts/index.ts',
  'src/detect/judge-value.ts',
  'src/detect/language-model.ts',
  'src/detect/local-host.ts',
  'src/detect/public-forms.ts',
  'src/detect/structures/index.ts',
  'src/git/byte-reader.ts',
  'src/git/git-failure.ts',
  'src/git/partial-clone.ts',
  'src/model/error-texts.ts',
  'src/pipeline/find-in.ts',
  'src/pipeline/hide-in-place.ts',
  'src/report/render-report.ts',
  'src/sources/preimages.ts',
]);
/** Built-in modules that take milliseconds to load (with all of streams and sockets behind them), and what of them may be used. */
const slowBuiltIns = {
  'node:child_process': ['spawn', 'spawnSync', 'execFile', 'execFileSync', 'fork'],
  'node:crypto': ['createHash', 'createHmac', 'randomBytes', 'timingSafeEqual'],
  'node:os': ['homedir', 'tmpdir', 'availableParallelism', 'constants'],
  'node:tty': ['isatty', 'ReadStream', 'WriteStream'],
  'node:zlib': ['constants', 'createInflate', 'deflateSync', 'inflateRawSync', 'inflateSync'],
};

const entry = 'src/cli.ts';
const launcher = 'src/launch.ts';
/** Hex digits of a SHA-256 that tell two builds apart. */
const digestLength = 16;
/** Around the code of a part: src/launch.ts runs it as Node would run a module, without joining strings of 100 kB first. */
const wrapped = {
  banner: { js: '(function(exports,require,module,__filename,__dirname,__spare){' },
  footer: { js: '})' },
};
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

/**
 * The text of a source in which imports on demand that stay in the start look a module up that is there: left as they are,
 * esbuild would wrap each module of the start in a function of its own, and setting those up takes a millisecond.
 */
function withStarted(top, start, { path }) {
  const text = readFileSync(path, 'utf8');
  const file = (specifier) => inSources(top, { path: specifier, resolveDir: dirname(path) });
  const isStarted = (specifier) => start.has(file(specifier));
  const onDemand = /\bimport\('(\.[^']+)'\)/g;
  const found = [...text.matchAll(onDemand)].some(([, specifier]) => isStarted(specifier));
  if (!found) return undefined;
  const lookedUp = text.replace(onDemand, (whole, specifier) =>
    isStarted(specifier) ? `started(${JSON.stringify(file(specifier))})` : whole,
  );
  return { contents: `import { started } from 'started';\n${lookedUp}`, loader: 'ts' };
}

function writeStarted() {
  const imports = startModules.map((file, at) => `import * as m${at} from ${JSON.stringify(`./${file}`)};`);
  const cases = startModules.map((file, at) => `if (file === ${JSON.stringify(file)}) return m${at};`);
  return `${imports.join('\n')}\nexport async function started(file) { ${cases.join(' ')} }`;
}

/** In the start: imports that lead out of it, and the slow built-in modules. */
function startPlugin(top, start, { shared, names }) {
  const fromRest = (file) =>
    `require(${JSON.stringify(restFile)})(require('share-holder').share())[${JSON.stringify(file)}]()`;
  return {
    name: 'start',
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /^\./ }, (args) => {
        if (args.path === restFile) return { path: restFile, external: true };
        const file = args.kind === 'entry-point' ? entry : inSources(top, args);
        if (start.has(file)) return undefined;
        return { path: file, namespace: args.kind === 'dynamic-import' ? 'rest' : 'later' };
      });
      onLoad({ filter: /\/src\/.*\.ts$/, namespace: 'file' }, (args) => withStarted(top, start, args));
      onResolve({ filter: /^started$/ }, ({ path }) => ({ path, namespace: 'started' }));
      onLoad({ filter: /.*/, namespace: 'started' }, () => ({ contents: writeStarted(), resolveDir: top }));
      onLoad({ filter: /.*/, namespace: 'rest' }, ({ path }) => ({
        contents: `module.exports = ${fromRest(path)};`,
        resolveDir: top,
      }));
      onLoad({ filter: /.*/, namespace: 'later' }, ({ path }) => ({
        contents: writeLookups(names.get(path), fromRest(path)),
        resolveDir: top,
      }));
      onResolve({ filter: /^share(?:d-with-rest|-holder)$/ }, ({ path }) => ({ path, namespace: 'shared' }));
      onLoad({ filter: /-rest$/, namespace: 'shared' }, () => ({ contents: shared, resolveDir: top }));
      onLoad({ filter: /-holder$/, namespace: 'shared' }, () => ({ contents: holder }));
      onResolve({ filter: new RegExp(`^(?:${Object.keys(slowBuiltIns).join('|')})$`) }, ({ path, namespace }) =>
        namespace === 'slow' ? { path, external: true } : { path, namespace: 'slow' },
      );
      onLoad({ filter: /.*/, namespace: 'slow' }, ({ path }) => ({
        contents: writeLookups(slowBuiltIns[path], `require(${JSON.stringify(path)})`),
      }));
    },
  };
}

/** What a start module takes from a slow built-in module has to be listed, else it would be undefined at run time. */
function checkBuiltIns(top, start) {
  for (const file of start)
    for (const [, names, from] of readFileSync(join(top, file), 'utf8').matchAll(
      /import \{([^}]*)\} from '(node:\w+)'/g,
    ))
      for (const name of names.split(',').map((part) => part.trim().split(' ')[0]))
        if (from in slowBuiltIns && name !== 'type' && name !== '' && !slowBuiltIns[from].includes(name))
          throw new Error(`${file} takes ${name} of ${from}: list it in build/bundle-code.mjs`);
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

/**
 * The exports of all start modules behind one function, so that a start that needs no more pays nothing for it. As values: no
 * module of ours changes what it exports.
 */
function writeShared(names) {
  const files = names.filter(([, list]) => list.length > 0);
  const imports = files.map(
    ([file, list], at) =>
      `import { ${list.map((name) => `${name} as ${name}_${at}`).join(', ')} } from ${JSON.stringify(`./${file}`)};`,
  );
  const objects = files.map(
    ([file, list], at) => `${JSON.stringify(file)}: { ${list.map((name) => `${name}: ${name}_${at}`).join(', ')} }`,
  );
  const give = `hold(() => ({${objects.join(',\n')}}));`;
  return [...imports, "import { hold } from 'share-holder';", give].join('\n');
}

/** Apart from the exports themselves: what is required by a module of the other kind, esbuild wraps with all it imports. */
const holder = 'let held; export const hold = (shared) => { held = shared; }; export const share = () => held;';

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
 * esbuild copies the properties of what is looked up later, one by one, for importers that take a default or all of it. No
 * start module does, and the copies take a commit a third of a millisecond. Identifiers are shortened because beyond 128 kB
 * a text goes where V8 collects garbage sooner: a commit would wait 1 ms more.
 */
async function shortenStart(file, { target }) {
  const text = readFileSync(file, 'utf8');
  const copied = /\b__toESM\((require_\w+\(\)),1\)/g;
  for (const [, name] of text.matchAll(/\b(import_\w+)=__toESM\(/g))
    if (new RegExp(`\\b${name}(?:\\.default\\b|(?!\\.|=__toESM)\\b)`).test(text))
      throw new Error(`${name} is used as a whole`);
  const { code } = await transform(text.replace(copied, '$1'), {
    target,
    // Not its syntax again: an expression whose value nobody takes would be dropped, and the whole is one.
    treeShaking: false,
    minifyWhitespace: true,
    minifyIdentifiers: true,
  });
  writeFileSync(file, code);
}

/** A longer text of a start lies where V8 collects garbage sooner. */
const mostStart = 128 * 1024;

function checkLength(file) {
  const { length } = readFileSync(file);
  if (length > mostStart)
    throw new Error(`${file} has ${length} bytes, ${mostStart} at most: move modules to laterModules`);
}

/** esbuild escapes what is not ASCII, but in regular expressions. One such character, and V8 holds a text at twice its size. */
function checkAscii(file) {
  const [found] = /.{0,40}[^\0-\x7f]/.exec(readFileSync(file, 'latin1')) ?? [];
  if (found !== undefined) throw new Error(`${file}: write \\uXXXX in the regular expression at ${found}`);
}

/**
 * Writes the files into `outdir`.
 * @param options of esbuild, with the plugins that both bundles need
 * @returns esbuild's metafiles
 */
export async function bundleCode(top, outdir, options) {
  const graph = await readGraph(top, options);
  const start = staticClosure(graph, [entry, ...startModules]);
  checkBuiltIns(top, start);
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
    // First the exports, then the program: an error on its first steps is told by the rest already.
    stdin: { contents: `import 'shared-with-rest'; import './${entry}';`, resolveDir: top, sourcefile: 'start.js' },
    ...wrapped,
    outfile: join(outdir, 'leakgate-start.js'),
    plugins: [...plugins, startPlugin(top, start, { shared, names })],
    metafile: true,
  });
  const rest = await build({
    ...options,
    absWorkingDir: top,
    stdin: { contents: writeRestEntry(outside), resolveDir: top, sourcefile: 'rest.js' },
    ...wrapped,
    outfile: join(outdir, 'leakgate-rest.js'),
    plugins: [...plugins, restPlugin(top, start)],
    metafile: true,
  });
  await shortenStart(join(outdir, 'leakgate-start.js'), options);
  checkLength(join(outdir, 'leakgate-start.js'));
  for (const part of ['start', 'rest']) checkAscii(join(outdir, `leakgate-${part}.js`));
  const digest = (part) => createHash('sha256').update(readFileSync(join(outdir, `leakgate-${part}.js`)));
  const digests = ['start', 'rest'].map((part) => [part, digest(part).digest('hex').slice(0, digestLength)]);
  const launch = await build({
    ...options,
    absWorkingDir: top,
    entryPoints: [launcher],
    outfile: join(outdir, 'leakgate.js'),
    banner: { js: '#!/usr/bin/env node' },
    define: { LEAKGATE_CODE_DIGESTS: JSON.stringify(Object.fromEntries(digests)) },
    metafile: true,
  });
  return [first.metafile, rest.metafile, launch.metafile];
}
