// What threads find is the same behind the border between them, and shows no secret on the way.
import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { families } from '../../../rules/index.ts';
import type { SuspectAnswer } from '../../../src/model/history.ts';
import { Secret } from '../../../src/model/secret.ts';
import { carryAnswers, takeAnswers } from '../../../src/pipeline/carried-answers.ts';
import { examineSuspect } from '../../../src/pipeline/examine-suspect.ts';
import { createDetector } from '../../support/detector.ts';
import { fakeRule } from '../../support/fake-candidate.ts';
import { fillTemplate } from '../../support/fill-template.ts';

const { detector } = createDetector({ families });
const token = (seed: number) => fillTemplate('glpat-{alnum:20}', seed);
const terms = { detector, salt: 'salt', usesAllowComments: true };

const texts = [
  `t = ${token(1)}\n`,
  `first\nt = ${token(1)} # leakgate:allow gitlab-personal-token a test of ours\nu = ${token(2)}\n`,
  `x: ${Buffer.from(`and token ${token(3)} there, in a line of some length`).toString('base64')}\n`,
  'PASSWORD=vwxyzFoo8841qpLm\nplain = 1\n',
  'nothing here\n',
];

async function examineAll(): Promise<SuspectAnswer[]> {
  const question = { isClean: false, paths: ['src/a.py', null, 'conf/.env', 'docs/b.md'] };
  return Promise.all(
    texts.map((text, at) => examineSuspect({ id: `${at}`, bytes: Buffer.from(text) }, question, terms)),
  );
}

const shown = (answers: readonly SuspectAnswer[]) =>
  answers.map(({ losses, found }) => ({
    losses,
    found: found.map(({ findings, isCut }) => ({
      isCut,
      findings: findings.map(({ secret, rule, ...rest }) => ({ ...rest, rule, mask: secret.mask })),
    })),
  }));

describe('answers of a thread', () => {
  it('arrive as they were', async () => {
    const answers = await examineAll();
    const taken = takeAnswers(structuredClone(carryAnswers(answers)));
    expect(shown(taken)).toEqual(shown(answers));
    const secretsIn = (list: readonly SuspectAnswer[]) =>
      list.flatMap(({ found }) => found.flatMap(({ findings }) => findings.map(({ secret }) => secret)));
    const [before, after] = [secretsIn(answers), secretsIn(taken)];
    expect(before.length).toBeGreaterThanOrEqual(12);
    expect(after.every((secret, at) => secret.isSame(before[at]))).toBe(true);
    expect(after[0].isSame(after[after.length - 1])).toBe(false);
  });

  it('show no secret on the way', async () => {
    const carried = carryAnswers(await examineAll());
    const told = `${JSON.stringify(carried)} ${inspect(carried, { depth: 10, maxArrayLength: 1e6 })}`;
    for (const seed of [1, 2, 3]) {
      expect(told).not.toContain(token(seed));
      expect(told).not.toContain(token(seed).slice(6, 16));
    }
    expect(told).toContain('glpat-');
  });

  it('keep rules of one id apart, and bytes that are no text', () => {
    const finding = { severity: 'high', confidence: 'low', layer: [], facts: {}, fingerprint: 'f' } as const;
    const region = { line: 1, column: 2, endLine: 3, endColumn: 4 };
    const one = {
      ...finding,
      region,
      rule: fakeRule({ pattern: /one/ }),
      secret: new Secret('\u00ff\u0000\u0080', 'm'),
    };
    const other = { ...finding, region, rule: fakeRule({ pattern: /other/ }), secret: new Secret('', 'm') };
    const found = [{ findings: [one, other, one], isCut: true }];
    const [answer] = takeAnswers(structuredClone(carryAnswers([{ losses: [], found }])));
    const { findings, isCut } = answer.found[0];
    expect(isCut).toBe(true);
    expect(findings.map(({ rule }) => rule.pattern)).toEqual([/one/, /other/, /one/]);
    expect(findings[0].rule).toBe(findings[2].rule);
    expect(findings.map(({ secret }, at) => secret.isSame([one, other, one][at].secret))).toEqual([true, true, true]);
    expect(findings[0].secret.isSame(findings[1].secret)).toBe(false);
  });
});
