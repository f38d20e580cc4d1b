// Files of other programs through the built command, whose libraries lie in files of their own: found, and not a word on stderr.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { awsPair } from '../support/planted.ts';
import { runCli } from '../support/run-cli.ts';
import { ScratchRepo } from '../support/scratch-repo.ts';
import { fileFromShell, hasTool } from '../support/tool-files.ts';

const planted = awsPair(13);
let repo: ScratchRepo;
beforeAll(() => {
  repo = new ScratchRepo();
});
afterAll(() => repo.dispose());

const makers: readonly (readonly [tool: string, name: string, script: string, way: readonly string[]])[] = [
  ['bzip2', 'a.conf.bz2', 'bzip2 -c a.conf > out', ['bzip2']],
  ['xz', 'a.conf.xz', 'xz -c a.conf > out', ['xz']],
  ['zstd', 'a.conf.zst', 'zstd -q -c a.conf > out', ['zstd']],
  ['7z', 'a.7z', '7z a -bd o.7z a.conf > /dev/null; mv o.7z out', ['7z:a.conf']],
  ['zip', 'a.zip', 'zip -q o.zip a.conf; mv o.zip out', ['zip:a.conf']],
  ['tar', 'a.tgz', 'tar -czf out a.conf', ['gzip', 'tar:a.conf']],
  ['cpio', 'a.cpio', 'echo a.conf | cpio -o --quiet -H newc > out', ['cpio:a.conf']],
];

describe('the built command', () => {
  it.each(makers.filter(([tool]) => hasTool(tool)))('finds what %s packed', (_, name, script, way) => {
    repo.write(name, fileFromShell(script, { 'a.conf': planted.text }));
    const { code, stdout, stderr } = runCli(repo, ['scan', name, '--format', 'json']);
    expect(stderr).toBe('');
    expect(code).toBe(1);
    expect(JSON.parse(stdout).findings).toMatchObject([{ rule: planted.rule, path: name, line: 2, layer: way }]);
  });
});
