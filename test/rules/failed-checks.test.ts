// A token whose check fails was never minted: where the construction is known for sure it only warns, whatever else speaks for it.
import { describe, expect, it } from 'vitest';
import { families } from '../../rules/index.ts';
import type { Finding } from '../../src/model/finding.ts';
import type { ChecksumName, RuleSpec } from '../../src/model/rule.ts';
import { examine } from '../../src/pipeline/examine.ts';
import { createDetector } from '../support/detector.ts';
import { fillTemplate } from '../support/fill-template.ts';

/** Known for sure: published by the vendor, or confirmed on published values. */
const sure: ReadonlySet<ChecksumName> = new Set([
  'github-crc',
  'gitlab-routable',
  'grafana-crc',
  'hex-crc',
  'confluent-crc',
  'cargo-xor',
  'azure-fixed',
]);
/** Construction by analogy, so a mismatch says nothing there. */
const byAnalogy = new Set(['github-refresh-token']);

const { detector } = createDetector({ families });
const rules: readonly RuleSpec[] = families.flatMap((family) => family.rules as readonly RuleSpec[]);
const checked = rules.filter(({ id, needs }) => needs?.checksum && sure.has(needs.checksum.name) && !byAnalogy.has(id));
const holdsChecksum = /\{(?:crc32b62|gitlabcrc|grafanacrc|hexcrc|confluentcrc|cargoxor|azurekey:[^}]+)\}/;

async function findingsIn(text: string): Promise<Finding[]> {
  const place = { origin: 'file', path: 'src/app.ts' } as const;
  return examine(
    { bytes: Buffer.from(text), place, isNamed: false },
    { detector, salt: 'leakgate', usesAllowComments: false },
  );
}

/** The same text with one character of the secret's middle changed to another of its kind. */
function broken(text: string, { start, end }: { start: number; end: number }): string {
  for (let at = start + Math.floor((end - start) / 2); at < end; at++) {
    const letter = text[at];
    const other = /[a-y]/i.test(letter)
      ? String.fromCharCode(letter.charCodeAt(0) + 1)
      : /[0-8]/.test(letter)
        ? String(Number(letter) + 1)
        : null;
    if (other !== null && /[A-Za-z0-9]/.test(other)) return text.slice(0, at) + other + text.slice(at + 1);
  }
  throw new Error('nothing to change');
}

describe('a failed check', () => {
  it('is tried for every rule whose check is known for sure', () => {
    expect(checked.length).toBeGreaterThan(20);
    for (const { id, examples } of checked)
      expect(
        examples.match.some((text) => holdsChecksum.test(text)),
        id,
      ).toBe(true);
  });

  it.each(checked.map((rule) => [rule.id, rule] as const))('%s only warns', async (id, { examples }) => {
    const template = examples.match.find((text) => holdsChecksum.test(text)) ?? '';
    for (const seed of [1, 2, 3, 4, 5]) {
      const text = fillTemplate(template, seed);
      const whole = detector
        .detect({ bytes: Buffer.from(text), kind: 'text', via: [] })
        .find(({ rule }) => rule.id === id);
      if (!whole) throw new Error(`${id} does not find its example`);
      expect(whole, id).toMatchObject({ confidence: 'high', facts: { checksum: 'valid' } });
      const changed = broken(text, { start: whole.secretStart, end: whole.secretEnd });
      const blocking = (await findingsIn(changed)).filter(
        ({ confidence, rule }) => confidence !== 'low' && rule.id === id,
      );
      expect(blocking, `${id} with seed ${seed}`).toEqual([]);
    }
  });
});
