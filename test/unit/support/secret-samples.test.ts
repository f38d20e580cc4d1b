import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { allSamples, fileSamples, leaksIn } from '../../support/secret-samples.ts';

describe('the samples', () => {
  it('are more than fifty, in places of their own', () => {
    expect(allSamples.length).toBeGreaterThanOrEqual(60);
    expect(new Set(allSamples.map(({ path }) => path)).size).toBe(allSamples.length);
  });

  it('would be seen: as they are, a piece of six, in base64, in hex, hashed', () => {
    for (const { path, secret, publicStart } of allSamples) {
      const body = secret.slice(publicStart);
      for (const trace of [
        secret,
        `x${secret.slice(publicStart + 2, publicStart + 14)}y`,
        `x ${Buffer.from(secret, 'latin1').toString('base64')}`,
        `x ${Buffer.from(` ${body}`, 'latin1').toString('base64')}`,
        Buffer.from(secret, 'latin1').toString('hex').toUpperCase(),
        ...['md5', 'sha1', 'sha256'].flatMap((name) =>
          (['hex', 'base64', 'base64url'] as const).map((form) =>
            createHash(name).update(Buffer.from(secret, 'latin1')).digest(form),
          ),
        ),
      ])
        expect(leaksIn(`some words (${trace}) and more`), `${path} as ${trace.length}`).toContain(path);
    }
  });

  it('are not seen where nothing of them stands', () => {
    const words = fileSamples.map(({ path }) => `leakgate found something in ${path}: 0123456789abcdef`).join('\n');
    expect(leaksIn(words)).toEqual([]);
  });
});
