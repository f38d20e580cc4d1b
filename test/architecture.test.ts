// The folders of docs/architecture.md as rules: who may import whom, who owns which npm package, who may touch the outside.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';
import { describe, expect, it } from 'vitest';

const top = join(import.meta.dirname, '..');

interface Folder {
  readonly mayImport: readonly string[];
  readonly packages?: readonly string[];
  /** Built-in modules; absent means pure: no file system, no processes, no environment. */
  readonly builtIns?: readonly string[];
  readonly why: string;
}

const outside = [
  'fs',
  'path',
  'os',
  'child_process',
  'zlib',
  'util',
  'stream',
  'buffer',
  'crypto',
  'readline',
  'tty',
  'worker_threads',
];

const folders: Readonly<Record<string, Folder>> = {
  model: { mayImport: [], why: 'model/ holds the nouns that everyone shares; it may depend on nothing' },
  decode: {
    mayImport: ['model'],
    packages: ['fzstd', 'libarchive-wasm', 'seek-bzip'],
    builtIns: ['zlib'],
    why: 'decode/ turns bytes into layers and must not know who asks or what is done with them',
  },
  detect: {
    mayImport: ['model'],
    builtIns: ['crypto'],
    why: 'a candidate depends on bytes alone; the digest of a secret needs node:crypto',
  },
  decide: {
    mayImport: ['model'],
    why: 'verdicts come from findings and policy alone, so that they can be tested and cached',
  },
  report: { mayImport: ['model'], packages: ['picocolors'], why: 'a reporter is a pure function from report to text' },
  git: {
    mayImport: ['model'],
    packages: ['isomorphic-git'],
    builtIns: outside,
    why: 'git/ is the only door to git and knows nothing of secrets',
  },
  sources: { mayImport: ['model', 'git'], builtIns: outside, why: 'sources/ yields fragments and does not judge them' },
  image: {
    mayImport: ['model', 'decode', 'sources'],
    builtIns: outside,
    why: 'image/ opens container images, whose layers are archives, and yields fragments as sources/ does',
  },
  config: {
    mayImport: ['model', 'rules'],
    packages: ['micromatch', 'jsonc-parser', '@eslint-community/regexpp'],
    builtIns: ['fs', 'path'],
    why: 'config/ turns outside text into checked values',
  },
  pipeline: {
    mayImport: ['model', 'decode', 'detect', 'decide'],
    why: 'pipeline/ is the only place where stages meet; items are handed in',
  },
  install: { mayImport: ['model', 'git'], builtIns: outside, why: 'install/ puts hooks in place and never scans' },
  commands: {
    mayImport: ['model', 'git', 'sources', 'image', 'config', 'pipeline', 'report', 'install', 'detect', 'decide'],
    // V8 is told when to let go of memory before threads start.
    builtIns: [...outside, 'v8', 'vm'],
    why: 'commands/ wires settings, source, pipeline and report together',
  },
  '.': {
    mayImport: ['commands', 'model'],
    builtIns: ['util', 'fs', 'path', 'vm'],
    why: 'cli.ts knows the commands and nothing else, launch.ts loads it',
  },
};

interface Import {
  readonly from: string;
  readonly to: string;
  readonly isType: boolean;
}

function sourceFiles(folder: string): string[] {
  return readdirSync(join(top, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(folder, name).replaceAll('\\', '/'));
}

const importPattern =
  /(?:^|\n)\s*(?:import|export)\s+(type\s)?[^'"]*?from\s+['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]\s*\)|(?:^|\n)\s*import\s+['"]([^'"]+)['"]/g;

function importsOf(file: string): Import[] {
  const text = readFileSync(join(top, file), 'utf8');
  return [...text.matchAll(importPattern)].map((found) => {
    const specifier = found[2] ?? found[3] ?? found[4];
    const to = specifier.startsWith('.') ? normalize(join(dirname(file), specifier)).replaceAll('\\', '/') : specifier;
    return { from: file, to, isType: found[1] !== undefined };
  });
}

const files = sourceFiles('src');
const imports = files.flatMap(importsOf);

function folderOf(path: string): string {
  if (path.startsWith('rules/')) return 'rules';
  const inside = relative('src', path);
  return inside.includes('/') ? inside.slice(0, inside.indexOf('/')) : '.';
}

function isInternal({ to }: Import): boolean {
  return to.startsWith('src/') || to.startsWith('rules/');
}

describe('architecture', () => {
  it('sees the sources', () => {
    expect(files.length).toBeGreaterThan(50);
    expect(imports.length).toBeGreaterThan(100);
  });

  it('knows every folder', () => {
    expect([...new Set(files.map(folderOf))].filter((folder) => !(folder in folders))).toEqual([]);
  });

  it('imports in one direction', () => {
    const wrong = imports
      .filter(isInternal)
      .filter(
        ({ from, to }) => folderOf(from) !== folderOf(to) && !folders[folderOf(from)].mayImport.includes(folderOf(to)),
      )
      .map(({ from, to }) => `${from} imports ${to}: ${folders[folderOf(from)].why}`);
    expect(wrong).toEqual([]);
  });

  it('gives each npm package one owner', () => {
    const wrong = imports
      .filter((entry) => !isInternal(entry) && !entry.to.startsWith('node:'))
      .filter(({ from, to }) => !(folders[folderOf(from)].packages ?? []).includes(to))
      .map(({ from, to }) => `${from} imports ${to}, which it does not own`);
    expect(wrong).toEqual([]);
  });

  it('keeps pure folders pure', () => {
    const wrong = imports
      .filter(({ to }) => to.startsWith('node:'))
      .filter(
        ({ from, to }) => !(folders[folderOf(from)].builtIns ?? []).includes(to.slice('node:'.length).split('/')[0]),
      )
      .map(({ from, to }) => `${from} imports ${to}: ${folders[folderOf(from)].why}`);
    const touchesProcess = files
      .filter(
        (file) =>
          folders[folderOf(file)].builtIns === undefined || ['decode', 'detect', 'config'].includes(folderOf(file)),
      )
      .filter((file) =>
        /\bprocess\.(?!memoryUsage)/.test(
          readFileSync(join(top, file), 'utf8').replace(/\/\/.*|'[^'\n]*'|\/(?:[^/\n\\]|\\.)+\/[a-z]*/g, ''),
        ),
      )
      .map((file) => `${file} touches process`);
    expect([...wrong, ...touchesProcess]).toEqual([]);
  });

  it('names built-in modules with node:', () => {
    expect(imports.filter(({ to }) => outside.includes(to)).map(({ from, to }) => `${from}: ${to}`)).toEqual([]);
  });

  it('has no import cycle', () => {
    const next = new Map<string, string[]>();
    for (const { from, to, isType } of imports)
      if (!isType && isInternal({ from, to, isType })) next.set(from, [...(next.get(from) ?? []), to]);
    const done = new Set<string>();
    const cycles: string[] = [];
    const visit = (file: string, path: readonly string[]): void => {
      if (path.includes(file)) cycles.push([...path.slice(path.indexOf(file)), file].join(' -> '));
      if (done.has(file) || path.includes(file)) return;
      for (const target of next.get(file) ?? []) visit(target, [...path, file]);
      done.add(file);
    };
    for (const file of files) visit(file, []);
    expect(cycles).toEqual([]);
  });

  it('reveals a secret in detect/ alone', () => {
    const revealing = files.filter((file) => /\brevealSecret\b/.test(readFileSync(join(top, file), 'utf8')));
    expect(revealing.filter((file) => !file.startsWith('src/detect/') && file !== 'src/model/secret.ts')).toEqual([]);
    expect(revealing.length).toBeGreaterThan(1);
  });

  it('keeps files small', () => {
    const long = files
      .map((file) => ({ file, lines: readFileSync(join(top, file), 'utf8').split('\n').length - 1 }))
      .filter(({ lines }) => lines > 300);
    expect(long).toEqual([]);
  });

  it('uses kebab-case names and no catch-all folders', () => {
    const names = files.flatMap((file) => file.split('/').map((part) => part.replace(/\.ts$/, '')));
    expect(
      names.filter(
        (name) => !/^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(name) || /^(?:utils?|helpers?|common|misc|manager)$/.test(name),
      ),
    ).toEqual([]);
  });
});
