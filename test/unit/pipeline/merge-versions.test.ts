// Versions of one secret become one finding, and in which order they came changes nothing of it.
import { describe, expect, it } from 'vitest';
import type { Finding } from '../../../src/model/finding.ts';
import type { Place } from '../../../src/model/fragment.ts';
import { Secret } from '../../../src/model/secret.ts';
import { mergeVersions } from '../../../src/pipeline/merge-versions.ts';
import { fakeRule } from '../../support/fake-candidate.ts';

const rule = fakeRule();
const version = (place: Partial<Place>, line = 1): Finding => ({
  rule,
  severity: 'high',
  confidence: 'high',
  place: { origin: 'file', path: 'a.txt', ...place },
  region: { line, column: 1, endLine: line, endColumn: 9 },
  layer: [],
  secret: new Secret('the same', '…'),
  facts: {},
  fingerprint: 'fake-token:a.txt:0000',
});

/** What is left of the versions, whichever comes first. */
function merged(...versions: readonly Finding[]): Place {
  const places = [versions, [...versions].reverse()].map((order) => mergeVersions(order).map(({ place }) => place));
  expect(places[0]).toHaveLength(1);
  expect(places[1]).toEqual(places[0]);
  return places[0][0];
}

describe('versions of one secret', () => {
  it('are told at the oldest place', () => {
    const old = version({ commit: 'b', date: '2026-01-01T00:00:00Z', ref: 'refs/heads/main' });
    const later = version({ commit: 'a', date: '2026-02-01T00:00:00Z', ref: 'refs/heads/main' });
    expect(merged(old, later).commit).toBe('b');
  });

  it('are told at the same blob in any order, where no commit holds them', () => {
    const places = [
      { blob: 'bb', ref: 'unreachable' },
      { blob: 'aa', ref: 'unreachable' },
    ] as const;
    expect(merged(...places.map((place) => version(place))).blob).toBe('aa');
  });

  it.each([
    ['refs/heads/side', 'refs/stash'],
    ['refs/heads/side', 'refs/tags/v1'],
    ['refs/tags/v1', 'refs/remotes/origin/main'],
    ['refs/remotes/origin/main', 'refs/pull/1/head'],
    ['refs/pull/1/head', 'index'],
    ['index', 'refs/stash'],
    ['refs/stash', 'reflog'],
    ['refs/stash', 'unreachable'],
  ])('are said to be in %s rather than in %s', (better, worse) => {
    const old = version({ commit: 'a', date: '2026-01-01T00:00:00Z', ref: worse });
    const later = version({ commit: 'b', date: '2026-02-01T00:00:00Z', ref: better });
    expect(merged(old, later)).toMatchObject({ commit: 'a', ref: better });
  });

  it.each([
    ['refs/heads/main', 'refs/heads/first'],
    ['refs/heads/a', 'refs/heads/b'],
  ])('are said to be in %s rather than in %s, whichever is older', (better, worse) => {
    const old = version({ commit: 'a', date: '2026-01-01T00:00:00Z', ref: worse });
    const later = version({ commit: 'b', date: '2026-02-01T00:00:00Z', ref: better });
    expect(merged(old, later).ref).toBe(better);
  });

  it('are counted', () => {
    const versions = ['aa', 'bb', 'bb'].map((blob, at) => version({ blob, commit: `${at}` }));
    expect(mergeVersions(versions)).toMatchObject([{ versions: 2 }]);
    expect(mergeVersions(versions.slice(1))[0].versions).toBeUndefined();
  });
});
