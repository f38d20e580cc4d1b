import { describe, expect, it } from 'vitest';
import { families } from '../../../../rules/index.ts';
import { countSteps, isLinear } from '../../../support/count-steps.ts';
import { createDetector } from '../../../support/detector.ts';
import { fillTemplate } from '../../../support/fill-template.ts';

const { detect } = createDetector({ families });
const value = Buffer.from(fillTemplate('{alnum:24}', 3)).toString('base64');
const told = (text: string) =>
  detect(text)
    .filter(({ rule }) => rule.structure === 'kubernetes-secret')
    .map(({ facts, secretStart, secretEnd }) => [facts.key, text.slice(secretStart, secretEnd)]);

describe('manifests with a Secret', () => {
  it('are read where numbers, null and lists stand between the fields', () => {
    const json = { apiVersion: 'v1', kind: 'Secret', immutable: true, metadata: { generation: 3, name: 'db' } };
    expect(told(JSON.stringify({ ...json, data: { note: null, password: value } }))).toEqual([
      ['data.password', value],
    ]);
    expect(told(JSON.stringify({ ...json, data: { password: value } }, null, 2))).toEqual([['data.password', value]]);
  });

  it.each([
    ['with an anchor', `password: &shared ${value}`],
    ['with an anchor and a tag', `password: &shared !!binary ${value}`],
    ['on the next line', `password:\n    ${value}`],
    ['on the next line, in quotes, behind a comment', `password:\n    "${value}" # of the database`],
    ['with line ends of Windows', `password: ${value}\r`],
  ])('are read %s', (_, line) => {
    expect(told(`kind: Secret\ndata:\n  ${line}\n  note: ""\n`)).toEqual([['data.password', value]]);
  });

  it.each([
    'password:\n    nested: value',
    'password:\n    - item',
    'password: *shared',
    'password: &shared',
    'password:\n    # none',
  ])('are no values where they hold none: %j', (line) => {
    expect(told(`kind: Secret\ndata:\n  ${line}\n`)).toEqual([]);
  });

  it('take linear work, however many there are, and however many that are none', async () => {
    const pieces = [
      'kind: SecretStore\n',
      'kind: Secret x\n',
      'kind: Secret\n',
      '  kind: Secret\n',
      '"kind": "Secret",\n',
      '{"kind":"Secret","data":{"a":"',
      'kind: Secret\ndata: {a: b, a: b}\n',
    ];
    for (const piece of pieces) {
      // Beyond what lies in one window more pieces cost more, but not more each.
      const work = (count: number) => detect(piece.repeat(count));
      expect(await isLinear(work, Math.ceil(20_000 / piece.length))).toBe(true);
    }
  });

  it('are not read line by line for each kind that only begins like theirs', async () => {
    // The window is cut for each, 16 KiB and some, and read for none.
    const { characters } = await countSteps(() => detect('kind: SecretStore\n'.repeat(2000)));
    expect(characters / 2000).toBeLessThan(25_000);
  });
});
