// `leakgate image` as a user runs it: on images of real tools, on ones of a program that stands for docker, on hostile ones.
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dockerSave, type ImagePlan, json, ociLayout, tarOf, writeFolder } from '../support/oci-image.ts';
import { awsPair } from '../support/planted.ts';
import { runCli } from '../support/run-cli.ts';
import { ScratchRepo } from '../support/scratch-repo.ts';
import { hasTool } from '../support/tool-files.ts';

const planted = awsPair(7);
let repo: ScratchRepo;
beforeAll(() => {
  repo = new ScratchRepo();
});
afterAll(() => repo.dispose());

const at = (name: string) => join(repo.dir, name);

interface Found {
  readonly rule: string;
  readonly path: string;
  readonly layer?: readonly string[];
}

function image(args: readonly string[], env: NodeJS.ProcessEnv = {}) {
  const outcome = runCli(repo, ['image', ...args, '--format', 'json'], { env });
  for (const secret of planted.secrets) expect(outcome.text).not.toContain(secret);
  const report = outcome.stdout === '' ? null : JSON.parse(outcome.stdout);
  return { ...outcome, findings: (report?.findings ?? []) as Found[], report };
}

describe.skipIf(!hasTool('umoci'))('an image of umoci', () => {
  const script = `
umoci init --layout oci && umoci new --image oci:app && umoci unpack --rootless --image oci:app b
mkdir -p b/rootfs/app && cp planted b/rootfs/app/credentials
umoci repack --refresh-bundle --image oci:app b
rm b/rootfs/app/credentials && echo clean > b/rootfs/app/readme
umoci repack --refresh-bundle --image oci:app b
umoci config --image oci:app --config.env KEY_ID="$(sed -n 's/aws_access_key_id = //p' planted)"
`;
  const way = ['layer sha256:', 'history 1', 'file /app/credentials (deleted by a later layer)'];
  beforeAll(() => {
    writeFileSync(at('planted'), planted.text);
    const { status, stderr } = spawnSync('sh', ['-euc', script], { cwd: repo.dir });
    if (status !== 0) throw new Error(String(stderr));
  });

  it.each([
    ['its layout folder', 'oci', 'true'],
    ['an archive of the layout', 'o.tar', 'skopeo copy -q --insecure-policy oci:oci:app oci-archive:o.tar:app'],
    ['an archive for docker', 'd.tar', 'skopeo copy -q --insecure-policy oci:oci:app docker-archive:d.tar:app:1'],
  ])('is read from %s', (_, name, make) => {
    if (make.startsWith('skopeo') && !hasTool('skopeo')) return;
    expect(spawnSync('sh', ['-euc', make], { cwd: repo.dir }).status).toBe(0);
    const { findings, code } = image([name]);
    expect(code).toBe(1);
    const inLayer = findings.find(({ rule }) => rule === planted.rule);
    expect(inLayer?.layer?.map((step, index) => step.slice(0, way[index]?.length))).toEqual(way);
    expect(findings.some(({ layer }) => layer?.join() === 'config Env')).toBe(true);
  });

  it('holds the same for a scan of the archive', () => {
    if (!hasTool('skopeo')) return;
    const { stdout } = runCli(repo, ['scan', 'o.tar', '--format', 'json']);
    const { findings } = JSON.parse(stdout) as { findings: Found[] };
    const steps = findings.find(({ rule }) => rule === planted.rule)?.layer ?? [];
    expect(steps.map((step) => step.split(':')[0])).toEqual(['tar', 'gzip', 'tar']);
    expect(steps.at(-1)).toBe('tar:app/credentials');
  });
});

describe('leakgate image', () => {
  const plan: ImagePlan = {
    layers: [{ 'app/settings': planted.text }, { 'app/.wh.settings': '' }],
    config: { Env: ['A=b'] },
  };

  it('finds nothing in a clean image', () => {
    writeFileSync(at('clean.tar'), tarOf(dockerSave({ layers: [{ a: 'nothing' }], config: { Env: ['A=b'] } })));
    const { code, report } = image(['clean.tar']);
    expect(code).toBe(0);
    expect(report.receipt.skipped).toEqual([]);
  });

  it('is incomplete where a layer is missing, unless that is accepted', () => {
    const { 'manifest.json': manifest, ...files } = dockerSave({ layers: [{ a: 'a' }] });
    const names = Object.keys(files).filter((name) => !name.endsWith('.tar'));
    const kept = Object.fromEntries(names.map((name) => [name, files[name]]));
    writeFileSync(at('missing.tar'), tarOf({ 'manifest.json': manifest, ...kept }));
    expect(image(['missing.tar']).code).toBe(3);
    expect(image(['missing.tar', '--accept-gap', 'missing']).code).toBe(0);
  });

  it('asks docker for an image, and leaves nothing behind', () => {
    const [bin, temporary] = [at('bin'), at('temporary')];
    for (const folder of [bin, temporary]) mkdirSync(folder);
    writeFileSync(at('saved.tar'), tarOf(dockerSave(plan)));
    const docker = join(bin, 'docker');
    writeFileSync(
      docker,
      `#!/bin/sh\n[ "$1 $2 $3" = "save -- app:1" ] || { echo "no such image" >&2; exit 1; }\ncat "${at('saved.tar')}"\n`,
    );
    chmodSync(docker, 0o755);
    const env = { PATH: [bin, '/usr/bin', '/bin'].join(delimiter), TMPDIR: temporary };
    const { code, findings } = image(['--daemon', 'app:1'], env);
    expect(code).toBe(1);
    expect(findings[0].path).toBe('app:1');
    expect(findings[0].layer?.at(-1)).toBe('file /app/settings (deleted by a later layer)');
    expect(spawnSync('ls', ['-A', temporary]).stdout.toString()).toBe('');
    const failed = image(['--daemon', 'other'], env);
    expect(failed.code).toBe(3);
    expect(failed.stderr).toContain('docker could not hand over the image "other" (no such image)');
  });

  it('takes no name for an option of docker', () => {
    const { code, stderr } = image(['--daemon=-o/etc/x']);
    expect(code).toBe(2);
    expect(stderr).toContain('--daemon does not take "-o/etc/x"');
  });

  it('says what it needs and what it was not given', () => {
    expect(image([]).stderr).toContain('`leakgate image` needs an archive or a layout folder.');
    expect(image(['a', 'b']).code).toBe(2);
    writeFileSync(at('text'), 'no image');
    expect(image(['text']).stderr).toContain('There is no container image in "text".');
    expect(image(['gone']).code).toBe(2);
  });

  it('masks secrets in names, in history and in what it says of gaps', () => {
    const [first] = planted.secrets;
    const layout = ociLayout({
      layers: [{ [`app/${first}`]: planted.text }],
      history: [{ created_by: `RUN deploy ${planted.text}` }],
      compress: (tar) => gzipSync(tar).subarray(0, -20),
    });
    const index = JSON.parse(layout['index.json'].toString());
    index.manifests.push({ digest: `sha256:${first}`, platform: { os: first } });
    writeFolder(at('masked'), { ...layout, 'index.json': json(index) });
    const { code, findings } = image(['masked']);
    expect(code).toBe(1);
    expect(findings.map(({ layer }) => layer?.[0])).toContain('history 1: RUN');
  });
});
