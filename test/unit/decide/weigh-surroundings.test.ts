import { describe, expect, it } from 'vitest';
import { genericRules } from '../../../rules/generic.ts';
import { documentedFrom, documentedRanges } from '../../../src/decide/documented-ranges.ts';
import { Surroundings } from '../../../src/decide/weigh-surroundings.ts';
import type { RuleSpec } from '../../../src/model/rule.ts';
import { createDetector } from '../../support/detector.ts';
import { fillTemplate } from '../../support/fill-template.ts';

const namedKey: RuleSpec = {
  id: 'named-key',
  title: 'A key beside the name of its maker',
  why: 'For this test.',
  severity: 'high',
  kind: 'token',
  tier: 'contextual',
  anchors: ['acme_key'],
  ahead: 60,
  pattern: /acme_key[ =:"']{1,4}(?<secret>[0-9a-f]{32})/,
  revoke: '',
  docs: '',
  examples: { match: [], ignore: [] },
};

const shortToken: RuleSpec = {
  id: 'short-token',
  title: 'A token of few bytes',
  why: 'For this test.',
  severity: 'high',
  kind: 'token',
  tier: 'specific',
  anchors: ['EAZ'],
  ahead: 23,
  pattern: /(?<secret>(?<prefix>EAZ)[A-Za-z0-9]{20})/,
  revoke: '',
  docs: '',
  examples: { match: [], ignore: [] },
};
const { detect } = createDetector({
  families: [
    { id: 'generic', rules: genericRules },
    { id: 'short', rules: [shortToken, namedKey] },
  ],
});

function weighed(text: string) {
  const bytes = Buffer.from(text, 'latin1');
  const found = detect(bytes).filter(({ rule }) => rule.id !== 'generic-key');
  expect(found.length).toBeGreaterThan(0);
  return found.map((candidate) => new Surroundings(bytes).weigh(candidate)?.confidence ?? null);
}

describe('Surroundings', () => {
  it('drops what a long base64 text holds by chance, and keeps it between other bytes', () => {
    const image = `data:image/png;base64,${fillTemplate('{b64:200}/EAZ{alnum:20}{b64:300}', 1)}`;
    expect(weighed(image)).toEqual([null]);
    expect(weighed(fillTemplate('see https://host/path/EAZ{alnum:20} and more', 1))).toEqual(['high']);
    expect(weighed(fillTemplate('"EAZ{alnum:20}"', 1))).toEqual(['high']);
  });

  it('drops the search key of a search box', () => {
    const config = "docsearch({\n  apiKey: '{hex:32}',\n  indexName: 'docs',\n})";
    expect(weighed(fillTemplate(config, 1))).toEqual([null]);
    expect(weighed(fillTemplate("{ app_id: '{upperalnum:10}',\n  api_key: '{hex:32}' }", 1))).toEqual(['low']);
    expect(weighed(fillTemplate("client({\n  apiKey: '{hex:32}',\n})", 1))).toEqual(['medium']);
  });

  it('doubts what minified code holds', () => {
    const code = '!function(e,t){var n=t(1);e.exports=n(function(r){return r(2)&&e[0]?t:n})}([]);';
    expect(weighed(fillTemplate(`${code.repeat(4)}f({apiKey:"{hex:32}",v:1});${code.repeat(4)}`, 1))).toEqual(['low']);
  });

  it('doubts an assignment in documentation, not a string in triple quotes that is the value', () => {
    const examples = 'EXAMPLES = QQQ\n- name: sign in\n  password: {alnum:16}\nQQQ\n'.replaceAll('QQQ', '"'.repeat(3));
    expect(weighed(fillTemplate(examples, 1))).toEqual(['low']);
    expect(weighed(fillTemplate(`${examples}db_password = "{alnum:16}"`, 1)).at(-1)).toBe('medium');
    expect(weighed(fillTemplate('/**\n * @example\n * password = "{alnum:16}"\n */', 1))).toEqual(['low']);
    expect(weighed(fillTemplate(`password = ${'"'.repeat(3)}\n{alnum:16}\n${'"'.repeat(3)}`, 1))).toEqual(['medium']);
  });

  it('doubts the key of a known maker in a text that describes, not in one that a program uses', () => {
    const [triple, key] = ['"'.repeat(3), 'acme_key: "{hex:32}"'];
    const last = (text: string) => weighed(fillTemplate(text, 1)).at(-1);
    for (const opening of ['EXAMPLES = ', 'DOCUMENTATION = r', '  ', 'usage: '])
      expect(last(`x = 1\n${opening}${triple}\n- ${key}\n${triple}`), opening).toBe('low');
    for (const opening of ['script = ', 'run(', 'returned_script = '])
      expect(last(`x = 1\n${opening}${triple}\n- ${key}\n${triple}`), opening).toBe('high');
    expect(last(`${triple}about${triple}\n${key}`)).toBe('high');
    expect(last(`/** for example\n ${'EAZ{alnum:20}'} */`)).toBe('high');
  });

  it('drops a mere word for a password in a text that describes, and keeps it elsewhere', () => {
    const triple = '"'.repeat(3);
    expect(weighed(`EXAMPLES = ${triple}\n- name: sign in\n  password: "sunshine"\n${triple}\n`)).toEqual([null]);
    expect(weighed('- name: sign in\n  password: "sunshine"\n')).toEqual(['low']);
    expect(weighed(`script = ${triple}\n  password: "sunshine"\n${triple}\n`)).toEqual(['low']);
    expect(weighed(`EXAMPLES = ${triple}\n  password: "sunshine7K"\n${triple}\n`)).toEqual(['low']);
  });

  it('drops what a condition chooses instead of the name, and keeps a default', () => {
    expect(weighed('log(kind == plain ? "PASSWORD" : "PUBLICCKEY7")')).toEqual([null]);
    expect(weighed('settings = { "PASSWORD" : "PUBLICCKEY7" }')).toEqual(['medium']);
  });

  it('finds the ranges of documentation in any order, and ends with one that never ends', () => {
    const text = `a QQQbQQQ c /** d */ e ${"'".repeat(3)}f${"'".repeat(3)} g QQQh`.replaceAll('QQQ', '"'.repeat(3));
    const ranges = documentedRanges(Buffer.from(text));
    const inside = [...text].filter((_, at) => documentedFrom(ranges, at) >= 0).join('');
    expect(inside).toContain('b');
    expect(inside).toContain(' d ');
    expect(inside).toContain('f');
    for (const letter of 'acegh') expect(inside).not.toContain(letter);
  });
});
