// Model and data files as their own tools write them: what stands in them is found, what is clean stays clean.
import { copyFileSync, existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { artifactFiles, hasWriters, planted } from '../support/artifact-files.ts';
import { type Found, sweep } from '../support/history-run.ts';
import { shownSecret } from '../support/planted.ts';
import { runCli } from '../support/run-cli.ts';
import { scratchRepos } from '../support/scratch-repo.ts';

const newRepo = scratchRepos(afterEach);
const { dir, remove } = artifactFiles();
afterAll(remove);

const token = 'github-pat-classic';
const password = 'generic-password';

/** Of a table: its metadata, row 77 of one column, and the one value of another. */
const table = (way: string) =>
  [
    [token, way],
    [token, way],
    [password, way],
  ] as const;

/** File → rule and way of each finding, in the order of their places. */
const expected: Readonly<Record<string, readonly (readonly [rule: string, way: string])[]>> = {
  'report.ipynb': [
    [token, 'cell 2 output 1 line 2'],
    [password, 'cell 2 line 1'],
  ],
  'old.ipynb': [[token, 'cell 1 output 1 line 1']],
  ...Object.fromEntries(
    [0, 1, 2, 3, 4, 5].map((protocol) => [
      `protocol-${protocol}.pkl`,
      protocol === 0
        ? [
            [password, 'pickle'],
            [token, 'pickle'],
          ]
        : [
            [token, 'pickle'],
            [password, 'pickle'],
          ],
    ]),
  ),
  'object.pkl': [
    [password, 'pickle'],
    [token, 'pickle'],
    [token, 'pickle'],
  ],
  'legacy.pt': [
    [token, 'pickle'],
    [password, 'pickle'],
  ],
  'pickled-array.pkl': [[token, 'pickle']],
  'pickled-array-5.pkl': [
    [token, 'pickle'],
    [token, 'pickle'],
  ],
  'model.pt': [
    [token, 'zip:model/data.pkl, pickle'],
    [password, 'zip:model/data.pkl, pickle'],
  ],
  'arrays.npz': [[token, 'zip:notes.npy, rows']],
  'packed.npz': [[token, 'zip:notes.npy, rows']],
  'model.keras': [[token, 'zip:config.json']],
  'texts.npy': [[token, 'rows']],
  'bytes.npy': [[token, 'rows']],
  'records.npy': [[password, 'rows']],
  'objects.npy': [
    [password, 'objects, pickle'],
    [token, 'objects, pickle'],
  ],
  'model.joblib': [
    [password, 'pickle'],
    [token, 'pickle'],
  ],
  'gzip.joblib': [
    [password, 'gzip, pickle'],
    [token, 'gzip, pickle'],
  ],
  'model.h5': [
    [password, 'HDF5'],
    [token, 'HDF5'],
  ],
  'latest.h5': [
    [password, 'HDF5'],
    [token, 'HDF5'],
  ],
  'strings.h5': [
    [token, 'HDF5'],
    [token, 'HDF5'],
    [token, 'HDF5'],
  ],
  'none.parquet': table('Parquet'),
  'plain.parquet': table('Parquet'),
  'delta.parquet': table('Parquet'),
  'snappy.parquet': table('Parquet'),
  'gzip.parquet': table('Parquet'),
  'zstd.parquet': table('Parquet'),
  'brotli.parquet': table('Parquet'),
  'lz4.parquet': table('Parquet'),
  'plain.feather': table('Arrow'),
  'lz4.feather': table('Arrow'),
  'zstd.feather': table('Arrow'),
  'lz4.joblib': [
    [password, 'lz4, pickle'],
    [token, 'lz4, pickle'],
  ],
  'zlib.joblib': [
    [password, 'zlib, pickle'],
    [token, 'zlib, pickle'],
  ],
  'model.safetensors': [
    [token, 'header'],
    [password, 'header'],
  ],
  'model.gguf': [
    [password, 'metadata'],
    [token, 'metadata'],
  ],
  'model.onnx': [
    [token, 'model'],
    [password, 'model'],
  ],
};

interface Scanned {
  readonly findings: readonly Found[];
  readonly receipt: { readonly skipped: readonly { readonly kind: string; readonly gap: boolean }[] };
}

function scan(paths: readonly string[], command: 'scan' | 'staged' = 'scan', repo = newRepo()) {
  const { code, stdout, text } = runCli(repo, [command, '--format', 'json', ...paths]);
  expect(shownSecret(text, [planted.token, planted.password])).toBeNull();
  return { code, ...(JSON.parse(stdout) as Scanned) };
}

const ways = (findings: readonly Found[]) => findings.map(({ rule, layer = [] }) => [rule, layer.join(', ')]);

describe('artifacts', () => {
  const missing = (name: string) => !existsSync(join(dir, name));

  for (const [name, found] of Object.entries(expected))
    it.skipIf(missing(name))(
      `${name} gives ${found.length} at the right place${hasWriters ? ', newly written' : ''}`,
      () => {
        const { code, findings, receipt } = scan([join(dir, name)]);
        expect(ways(findings)).toEqual(found);
        expect(code).toBe(found.some(([rule]) => rule === token) || found.length > 0 ? 1 : 0);
        expect(receipt.skipped.filter(({ gap }) => gap)).toEqual([]);
      },
    );

  it('are clean, and complete, without a secret', () => {
    const names = readdirSync(dir).filter((name) => name.startsWith('clean.') || name === 'numbers.npy');
    expect(names.length).toBeGreaterThan(4);
    const { code, findings, receipt } = scan(names.map((name) => join(dir, name)));
    expect(findings).toEqual([]);
    expect(code).toBe(0);
    expect(receipt.skipped.map(({ kind, gap }) => [kind, gap])).toEqual([['tensors', false]]);
  });

  it('are judged alike when staged and in a history', () => {
    const repo = newRepo();
    const names = ['protocol-4.pkl', 'model.safetensors', 'model.onnx', 'model.gguf', 'texts.npy'];
    for (const name of names) copyFileSync(join(dir, name), join(repo.dir, name));
    repo.git('add', '--all');
    const whole = names.sort().flatMap((name) => expected[name]);
    expect(ways(scan([], 'staged', repo).findings)).toEqual(whole);
    repo.commit('artifacts');
    for (const backend of ['auto', 'git']) {
      const { code, findings } = sweep(repo, ['--no-cache', '--backend', backend]);
      expect(ways(findings)).toEqual(whole);
      expect(code).toBe(1);
    }
  });
});
