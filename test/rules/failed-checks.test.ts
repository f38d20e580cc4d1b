// What a failed checksum does, fact by fact. Of some makers it is known for sure how a token's check is made: a value that fails
// it was never minted, and its rule drops it; under a name that says secret it may still be told as any value there, with low
// confidence. Of the others a failed check only takes certainty away.
import { describe, expect, it } from 'vitest';
import { families } from '../../rules/index.ts';
import { checksums } from '../../src/detect/checksum/index.ts';
import type { Finding } from '../../src/model/finding.ts';
import type { ChecksumName, RuleSpec } from '../../src/model/rule.ts';
import { confidences } from '../../src/model/severity.ts';
import { examine } from '../../src/pipeline/examine.ts';
import { createDetector } from '../support/detector.ts';
import { fillTemplate } from '../support/fill-template.ts';

type Consequence = 'drop' | 'lower';

/** Checksums proper: what a failed one means, where it is not told for one rule below. */
const consequences: Partial<Record<ChecksumName, Consequence>> = {
  'github-crc': 'drop',
  'gitlab-routable': 'drop',
  'grafana-crc': 'drop',
  'atlassian-crc': 'lower',
  'hex-crc': 'drop',
  'confluent-crc': 'drop',
  'cargo-xor': 'drop',
  'matrix-crc': 'lower',
  'azure-fixed': 'drop',
  'azure-annotated': 'lower',
  'entra-secret': 'lower',
  bech32: 'lower',
  base58check: 'lower',
  bip39: 'lower',
  'pgp-crc24': 'lower',
};
/** GitHub's construction is sure for the classic tokens of 36 characters; of refresh tokens it is known by analogy, npm only announced it. */
const exceptions: Readonly<Record<string, Consequence>> = {
  'github-refresh-token': 'lower',
  'npm-access-token': 'lower',
};
/** Not checksums but forms: what does not decode to it is something else. That of old DevOps tokens can only prove. */
const forms: ReadonlySet<ChecksumName> = new Set(['jwt', 'jwt-in-base64', 'datacenter-pat', 'ngc-key', 'devops-crc']);

const { detector } = createDetector({ families });
const rules: readonly RuleSpec[] = families.flatMap((family) => family.rules as readonly RuleSpec[]);
const checked = rules.flatMap((rule) => {
  const checksum = rule.needs?.checksum;
  return checksum && !forms.has(checksum.name) ? [{ rule, checksum }] : [];
});
const consequenceOf = (id: string, name: ChecksumName) => exceptions[id] ?? consequences[name];

/** Texts are latin1 here, so that places in them are those of the bytes. */
async function findingsIn(text: string): Promise<Finding[]> {
  const place = { origin: 'file', path: 'src/app.ts' } as const;
  return examine(
    { bytes: Buffer.from(text, 'latin1'), place, isNamed: false },
    { detector, salt: 'leakgate', usesAllowComments: false },
  );
}

/** The rule's own candidate in `text`. */
function ownIn(text: string, id: string) {
  return detector
    .detect({ bytes: Buffer.from(text, 'latin1'), kind: 'text', via: [] })
    .find(({ rule }) => rule.id === id);
}

/** A filled example of the rule whose checksum holds. */
function validExample({ id, examples }: RuleSpec, seed: number) {
  for (const template of examples.match) {
    const text = Buffer.from(fillTemplate(template, seed)).toString('latin1');
    const found = ownIn(text, id);
    if (found?.facts.checksum === 'valid') return { text, start: found.secretStart, end: found.secretEnd };
  }
  throw new Error(`no example of ${id} has a valid checksum`);
}

/** The texts that differ from `text` in one letter or digit of the secret, from its middle on, and fail the check. Of words: two change places. */
function* broken({ text, start, end }: { text: string; start: number; end: number }, name: ChecksumName) {
  const words = text.slice(start, end).split(' ');
  for (let at = 1; name === 'bip39' && at < words.length; at++) {
    const swapped = [...words.slice(0, at - 1), words[at], words[at - 1], ...words.slice(at + 1)].join(' ');
    if (checksums.bip39(swapped) === 'invalid') yield text.slice(0, start) + swapped + text.slice(end);
  }
  for (let at = start + Math.floor((end - start) / 2); at < end; at++) {
    const letter = text[at];
    if (!/[A-Za-y0-8]/.test(letter) || letter === 'Z') continue;
    const other = String.fromCharCode(letter.charCodeAt(0) + 1);
    const changed = text.slice(0, at) + other + text.slice(at + 1);
    if (checksums[name](changed.slice(start, end)) === 'invalid') yield changed;
  }
}

describe('a failed check', () => {
  it('has a stated consequence for every rule that asks for one', () => {
    expect(checked.length).toBeGreaterThan(30);
    for (const { rule, checksum } of checked)
      expect(checksum.onFail, rule.id).toBe(consequenceOf(rule.id, checksum.name));
  });

  const dropping = checked.filter(({ rule, checksum }) => consequenceOf(rule.id, checksum.name) === 'drop');
  it.each(dropping.map(({ rule, checksum }) => [rule.id, rule, checksum.name] as const))(
    '%s drops the value, and no other rule lets it block',
    async (id, rule, name) => {
      for (const seed of [1, 2, 3]) {
        const whole = validExample(rule, seed);
        const [changed] = broken(whole, name);
        const value = changed.slice(whole.start, whole.end);
        expect(await findingsIn(` ${value} `), `${id}, seed ${seed}`).toEqual([]);
        for (const text of [changed, `API_SECRET_TOKEN = "${value}"`, `password: ${value}`])
          for (const { rule: other, confidence } of await findingsIn(text))
            expect({ isSpecific: other.tier === 'specific', confidence }, `${id} as ${other.id}`).toEqual({
              isSpecific: false,
              confidence: 'low',
            });
      }
    },
  );

  const lowering = checked.filter(({ rule, checksum }) => consequenceOf(rule.id, checksum.name) === 'lower');
  it.each(lowering.map(({ rule, checksum }) => [rule.id, rule, checksum.name] as const))(
    '%s is still told, with less confidence',
    (id, rule, name) => {
      for (const seed of [1, 2, 3]) {
        const whole = validExample(rule, seed);
        const told = [...broken(whole, name)].flatMap((text) => ownIn(text, id) ?? []);
        expect(told.length, `seed ${seed}`).toBeGreaterThan(0);
        for (const { confidence, facts } of told) {
          expect(facts.checksum, id).toBe('invalid');
          // The list begins with the highest.
          expect(confidences.indexOf(confidence)).toBeGreaterThan(confidences.indexOf(rule.confidence ?? 'high'));
        }
      }
    },
  );
});
