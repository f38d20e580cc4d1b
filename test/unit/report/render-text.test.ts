// The report that people read, word for word.

import { describe, expect, it } from 'vitest';
import { remedyFor } from '../../../src/decide/remedy.ts';
import type { Verdict } from '../../../src/model/finding.ts';
import type { Place } from '../../../src/model/fragment.ts';
import type { Report } from '../../../src/model/report.ts';
import { Secret } from '../../../src/model/secret.ts';
import { renderReport } from '../../../src/report/render-report.ts';
import fc from '../../support/fast-check.ts';
import { mediumRule, sampleReport, sampleRule, sampleSecret, sampleVerdict } from '../../support/sample-report.ts';

const plain = { color: false, verbose: false, quiet: false };

function text(report: Report, changes: Partial<typeof plain> & { width?: number } = {}): Promise<string> {
  return renderReport(report, 'text', { ...plain, ...changes });
}

/** A verdict with the steps that go with `command`. */
function advised(command: string, changes: Partial<Verdict> = {}): Verdict {
  const verdict = sampleVerdict(changes);
  return { ...verdict, remedy: remedyFor(verdict, command) };
}

const commit = {
  commit: '1234567890abcdef1234567890abcdef12345678',
  author: 'Ada Tester <ada@example.org>',
  date: '2026-01-02T03:04:05+01:00',
  ref: 'refs/heads/main',
};

const blockedCommit = sampleReport(
  [
    advised('hook pre-commit'),
    advised('hook pre-commit', {
      secret: sampleSecret(2),
      region: { line: 14, column: 3, endLine: 14, endColumn: 32 },
      fingerprint: 'demo-token:src/config.ts:77aa',
    }),
    advised('hook pre-commit', {
      place: { origin: 'file', path: 'src/other.ts' },
      fingerprint: 'demo-token:src/other.ts:1a2b',
    }),
    advised('hook pre-commit', {
      rule: mediumRule,
      blocks: false,
      severity: 'medium',
      confidence: 'medium',
      place: { origin: 'file', path: '.env' },
      facts: {},
      fingerprint: 'demo-webhook:.env:0f0f',
    }),
    sampleVerdict({ status: 'known', blocks: false, reason: 'rotated in May (owner ada)' }),
    sampleVerdict({ status: 'allowed', blocks: false, reason: 'sample value', isAllowedByChange: true }),
  ],
  { notes: ['Line 3 of .leakgateignore has expired.'] },
);

const sweptHistory = sampleReport(
  [
    advised('history', {
      place: { origin: 'file', path: 'src/config.ts', ...commit },
      layer: ['base64'],
      exposure: 'in 12 versions of this file',
    }),
    advised('history', { place: { origin: 'message', path: null, ...commit }, fingerprint: 'demo-token:*:1a2b' }),
    advised('history', {
      place: { origin: 'file', path: 'old/.env', ...commit, ref: 'unreachable' },
      fingerprint: 'demo-token:old/.env:1a2b',
    }),
  ],
  {
    command: 'history',
    receipt: {
      unit: 'objects',
      expected: 70_235,
      scanned: 70_230,
      inherited: 0,
      bytes: 2_108_000_000,
      skipped: [
        { kind: 'missing', count: 3, isGap: true, isAccepted: false },
        { kind: 'shallow', count: 1, isGap: true, isAccepted: true },
        { kind: 'submodule', count: 2, isGap: false, isAccepted: false },
      ],
      canary: 'caught',
    },
    milliseconds: 4312,
    problems: [{ code: 'damaged-object', message: 'Object 1a2b3c is damaged.', path: 'pack/x' }],
  },
);

describe('renderText', () => {
  it('tells a blocked commit', async () => {
    expect(await text(blockedCommit)).toMatchSnapshot();
  });

  it('tells it in full', async () => {
    expect(await text(blockedCommit, { verbose: true, width: 120 })).toMatchSnapshot();
  });

  it('tells a swept history', async () => {
    expect(await text(sweptHistory)).toMatchSnapshot();
  });

  it('tells a refused message', async () => {
    const verdict = advised('hook commit-msg', {
      place: { origin: 'message', path: null },
      fingerprint: 'demo-token:*:1a2b',
    });
    const receipt = { ...sampleReport().receipt, unit: 'messages', expected: 1, scanned: 1, bytes: 120 };
    expect(await text(sampleReport([verdict], { command: 'hook commit-msg', receipt }))).toMatchSnapshot();
  });

  it('says what happened in the first line, without colour or marks', async () => {
    expect((await text(blockedCommit)).split('\n')[0]).toBe('leakgate blocked this commit: 3 secrets, 1 warning');
  });

  it('needs one line when clean, and none when quiet', async () => {
    expect(await text(sampleReport())).toBe('leakgate: clean, 5 of 5 staged files, 12 kB, 31 ms\n');
    expect(await text(sampleReport([], { notes: ['A note.'] }), { quiet: true })).toBe('');
  });

  it('lists what was left out of a clean run, accepted gaps too', async () => {
    const skipped = [
      { kind: 'lfs-pointer', count: 1, isGap: false, isAccepted: false },
      { kind: 'shallow', count: 1, isGap: true, isAccepted: true },
    ] as const;
    expect(await text(sampleReport([], { receipt: { ...sampleReport().receipt, skipped } }))).toBe(
      'leakgate: clean, 5 of 5 staged files, 12 kB, 31 ms (left out: 1 LFS file (its pointer was checked), 1 shallow (gap, accepted))\n',
    );
  });

  it('names what the change itself allows, even when quiet', async () => {
    const verdict = sampleVerdict({
      status: 'allowed',
      blocks: false,
      reason: 'sample value',
      isAllowedByChange: true,
    });
    const line = `allowed by this commit: src/config.ts:12:18 Demo access token (${sampleSecret(1).mask}): sample value\n`;
    expect(await text(sampleReport([verdict]), { quiet: true })).toBe(line);
    expect(await text(sampleReport([verdict]))).toBe(`leakgate: clean, 5 of 5 staged files, 12 kB, 31 ms\n${line}`);
  });

  it('keeps to findings and gaps when quiet', async () => {
    const quiet = await text(blockedCommit, { quiet: true });
    expect(quiet).toContain('✖ critical: Demo access token');
    expect(quiet).not.toMatch(/note:|not shown|checked 5/);
  });

  it('names every way a run can be incomplete', async () => {
    const receipt = { ...sampleReport().receipt, expected: 7, canary: 'missed' } as const;
    const shown = await text(sampleReport([], { receipt }));
    expect(shown).toMatch(/2 unaccounted for/);
    expect(shown).toMatch(/planted test secret went unseen/);
  });

  it('cuts a long list of places short, and says so', async () => {
    const many = Array.from({ length: 14 }, (_, at) =>
      sampleVerdict({ region: { line: at + 1, column: 1, endLine: at + 1, endColumn: 2 } }),
    );
    const shown = await text(sampleReport(many));
    expect(shown).toContain('Demo access token (14 places)');
    expect(shown).toContain('and 4 more here: --verbose tells them all');
    expect(shown).toContain('src/config.ts:10:1\n');
    expect(shown).not.toContain('src/config.ts:11:1');
    expect(await text(sampleReport(many), { verbose: true })).toContain('src/config.ts:14:1');
  });

  it('offers no allow line for a password in a text, where none could hold', async () => {
    const rule = sampleRule({ id: 'demo-password', kind: 'password' });
    const place = { origin: 'message', path: null } as const;
    const verdict = sampleVerdict({
      rule,
      place,
      secret: new Secret('Sommer#2031', '…'),
      fingerprint: 'demo-password:*:1a',
    });
    const shown = await text(sampleReport([verdict]));
    expect(shown).not.toContain('leakgate allow');
    expect(shown).toContain('(value hidden)');
  });

  it.each<[Place, string]>([
    [{ origin: 'stdin', path: null }, 'standard input, line 12, column 18'],
    [
      { origin: 'author', path: null, commit: commit.commit },
      'author or committer of commit 1234567890, line 12, column 18',
    ],
    [{ origin: 'tag', path: null, ref: 'refs/tags/v1.0' }, 'message of tag v1.0, line 12, column 18'],
    [{ origin: 'note', path: null, ref: 'refs/notes/commits' }, 'a note in refs/notes/commits, line 12, column 18'],
    [{ origin: 'ref', path: null, ref: 'refs/heads/x' }, 'the name of refs/heads/x, line 12, column 18'],
    [{ origin: 'filename', path: null }, 'the name of a file, line 12, column 18'],
    [{ origin: 'file', path: 'a', ref: 'reflog' }, 'a:12:18  only in the reflog'],
    [{ origin: 'file', path: 'a', ref: 'refs/stash' }, 'a:12:18  in the stash'],
    [{ origin: 'file', path: 'a', ref: 'refs/remotes/origin/x' }, 'a:12:18  in origin/x'],
    [{ origin: 'file', path: 'a', author: '<only@mail>' }, 'a:12:18  by <only@mail>'],
  ])('says where: %o', async (place, where) => {
    expect(await text(sampleReport([sampleVerdict({ place })]))).toContain(`\n  ${where}\n`);
  });

  it('colours only when asked to', async () => {
    const shown = await text(blockedCommit, { color: true });
    expect(shown).toContain('\x1b[');
    expect(shown.replace(/\x1b\[\d+m/g, '')).toBe(await text(blockedCommit));
  });

  it('lets no control or bidi character of any name through', async () => {
    const nasty = fc
      .array(fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('\x1b[2J', '\u202e', '\n', '\x9b')))
      .map((parts) => parts.join(''));
    await fc.assert(
      fc.asyncProperty(nasty, fc.boolean(), async (name, verbose) => {
        const place = {
          origin: 'file',
          path: name,
          author: name,
          ref: name,
          commit: name,
          date: name,
          blob: name,
        } as const;
        const hostile = { place, facts: { [name]: name }, layer: [name], reason: name, exposure: name, remedy: [name] };
        const rule = sampleRule({ title: name, why: name, docs: name });
        const verdicts = (['new', 'allowed'] as const).map((status) =>
          sampleVerdict({ ...hostile, rule, status, blocks: status === 'new', fingerprint: `demo-token:*:1a2b` }),
        );
        const shown = await text(
          sampleReport(verdicts, { notes: [name], problems: [{ code: 'x', message: name, path: name }] }),
          { verbose },
        );
        expect(shown.replaceAll('\n', '')).not.toMatch(
          /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\p{Surrogate}]/u,
        );
      }),
      { numRuns: 60 },
    );
  });
});
