// No format shows a secret, plain or encoded, wherever it was put: in the value, in a name, in a note.
import { expect, it } from 'vitest';
import { remedyFor } from '../../../src/decide/remedy.ts';
import { encodePath } from '../../../src/model/fingerprint.ts';
import type { Origin } from '../../../src/model/fragment.ts';
import { renderReport, reportFormats } from '../../../src/report/render-report.ts';
import { sampleReport, sampleSecretText, sampleVerdict } from '../../support/sample-report.ts';

const body = sampleSecretText(1);
const token = `demo_${body}`;
const origins: readonly Origin[] = ['file', 'message', 'author', 'tag', 'note', 'ref', 'filename', 'stdin'];
const commands = ['staged', 'hook pre-commit', 'hook commit-msg', 'hook pre-push', 'range', 'history', 'scan'];

/** Every finding carries the token in each of its names. */
function spoiltReport(command: string) {
  const verdicts = origins.flatMap((origin) =>
    (['new', 'known', 'allowed'] as const).map((status) => {
      const path = `keys/${token}/.env`;
      const verdict = sampleVerdict({
        place: {
          origin,
          path: origin === 'file' ? path : null,
          commit: 'c'.repeat(40),
          author: `Ada ${token} <${token}@example.org>`,
          date: '2026-01-02T03:04:05Z',
          ref: `refs/heads/${token}`,
        },
        fingerprint: `demo-token:${encodePath(path)}:1a2b`,
        status,
        blocks: status === 'new',
        reason: `because of ${token}`,
        isAllowedByChange: status === 'allowed',
        facts: { host: `${token}.example` },
        layer: [`zip:${token}`],
        exposure: `with ${token}`,
      });
      return { ...verdict, remedy: remedyFor(verdict, command) };
    }),
  );
  return sampleReport(verdicts, {
    command,
    notes: [`note on ${token}`],
    problems: [{ code: 'x', message: `problem with ${token}`, path: `/tmp/${token}` }],
  });
}

const traces = [
  body,
  encodeURIComponent(body),
  ...(['base64', 'base64url', 'hex'] as const).flatMap((encoding) => [
    Buffer.from(body).toString(encoding).replace(/=+$/, ''),
    Buffer.from(token).toString(encoding).replace(/=+$/, ''),
  ]),
];

it.each(reportFormats.flatMap((format) => commands.map((command) => [format, command] as const)))(
  'shows no secret as %s for %s',
  async (format, command) => {
    for (const verbose of [false, true]) {
      const shown = await renderReport(spoiltReport(command), format, { color: verbose, verbose, quiet: false });
      expect(shown).toContain('…');
      for (const trace of traces) expect(shown.toLowerCase()).not.toContain(trace.toLowerCase());
    }
  },
);
