import { describe, expect, it } from 'vitest';
import { genericRules } from '../../../rules/generic.ts';
import { weighSurroundings } from '../../../src/decide/weigh-surroundings.ts';
import type { RuleSpec } from '../../../src/model/rule.ts';
import { createDetector } from '../../support/detector.ts';
import { fillTemplate } from '../../support/fill-template.ts';

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
    { id: 'short', rules: [shortToken] },
  ],
});

function weighed(text: string) {
  const bytes = Buffer.from(text, 'latin1');
  const found = detect(bytes).filter(({ rule }) => rule.id !== 'generic-key');
  expect(found.length).toBeGreaterThan(0);
  return found.map((candidate) => weighSurroundings(candidate, bytes)?.confidence ?? null);
}

describe('weighSurroundings', () => {
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
});
