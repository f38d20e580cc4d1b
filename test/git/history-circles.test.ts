// Answers of git that never end, or that do not fit: the sweep through the git program comes to an end of its own.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { DamageScene, sweepDamaged, violations } from '../support/history/damage-scene.ts';
import { cli, needBuild } from '../support/run-cli.ts';

let scene: DamageScene | null = null;
afterEach(() => scene?.dispose());

describe.each([['--backend', 'git'], []])('the sweep with %s', (...args) => {
  it('ends, and says what is damaged, where git contradicts itself about an object', () => {
    needBuild();
    scene = new DamageScene();
    scene.writeLoose();
    const { id } = scene.blobs[1][1];
    const unpacked = Buffer.concat([Buffer.from('blob 100\0'), Buffer.alloc(3_000_000, 0x20)]);
    writeFileSync(join(scene.dir, 'objects', id.slice(0, 2), id.slice(2)), deflateSync(unpacked));
    const outcome = sweepDamaged(scene, cli, args);
    expect(violations(scene, outcome)).toEqual([]);
    expect(outcome).toMatchObject({ code: 1, gaps: ['damaged'] });
  });
});
