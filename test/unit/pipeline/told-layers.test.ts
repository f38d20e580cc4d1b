// What an earlier look at a content told spares work, and changes nothing.
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { families } from '../../../rules/index.ts';
import { type Detected, detectNow, type LayersTold } from '../../../src/pipeline/detect-in.ts';
import { createDetector } from '../../support/detector.ts';
import { fillTemplate } from '../../support/fill-template.ts';
import { tarOf } from '../../support/oci-image.ts';

const { detector } = createDetector({ families });
const token = (seed: number) => fillTemplate('glpat-{alnum:20}', seed);

/** In some a token as it is, behind an escape, or in base64; in most nothing, or a name that has rules of its own. */
const files = {
  'a.txt': 'nothing here\n',
  'b.txt': `t = ${token(1)}\n`,
  'c.txt': `t%3D${token(2).replace('-', '%2D')}\n`,
  'd.txt': `x: ${Buffer.from(`and token ${token(3)} there, in a line of some length`).toString('base64')}\n`,
  '.env': 'PLAIN=1\n',
  'e.txt': 'password is asked for\n',
  'inner.tar.gz': gzipSync(tarOf({ 'f.txt': 'nothing', 'g.txt': `t = ${token(4)}\n` })).toString('latin1'),
};

const shown = ({ layers, losses }: Detected) => ({
  losses,
  layers: layers.map(({ layer, candidates }) => ({
    ...{ via: layer.via, path: layer.path, bytes: layer.bytes.toString('latin1') },
    found: candidates.map(({ rule, start, end, secret }) => [rule.id, start, end, secret.mask]),
  })),
});

function lookTwice(first: Buffer, second: Buffer) {
  const told: LayersTold[] = [];
  detectNow(first, detector, { tell: (one) => told.push(one) });
  return { told: told[0], again: detectNow(second, detector, { told: told[0] }) };
}

describe('a second look at an archive', () => {
  const archive = tarOf(files);

  it('finds the same, and searches only what holds something', () => {
    const { told, again } = lookTwice(archive, archive);
    expect(shown(again)).toEqual(shown(detectNow(archive, detector)));
    expect(again.layers.flatMap(({ candidates }) => candidates).length).toBeGreaterThanOrEqual(3);
    expect(told.held.length).toBeGreaterThanOrEqual(3);
    expect(told.held.length).toBeLessThan(told.lengths.length);
  });

  it('searches what has another length than it was told', () => {
    const more = tarOf({ ...files, 'a.txt': `more here ${token(5)}\n` });
    const { again } = lookTwice(archive, more);
    expect(shown(again)).toEqual(shown(detectNow(more, detector)));
  });

  it('is told nothing where a part could not be looked at', () => {
    const told: LayersTold[] = [];
    const broken = gzipSync(archive).subarray(0, 300);
    const { losses } = detectNow(broken, detector, { tell: (one) => told.push(one) });
    expect(losses.some(({ isGap }) => isGap)).toBe(true);
    expect(told).toEqual([]);
  });
});
