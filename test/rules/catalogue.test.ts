import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { families } from '../../rules/index.ts';
import { cataloguePages } from '../../src/report/catalogue-pages.ts';
import { ruleText } from '../../src/report/describe-rule.ts';

const docs = join(import.meta.dirname, '..', '..', 'docs');
const pages = cataloguePages(families);

describe('the catalogue in docs/', () => {
  it.each([...pages])('%s is what the rules say now (else run `npm run catalogue`)', (name, text) => {
    expect(readFileSync(join(docs, name), 'utf8')).toBe(text);
  });

  it('has no page of a family that is gone', () => {
    expect(
      readdirSync(join(docs, 'rules'))
        .map((name) => `rules/${name}`)
        .sort(),
    ).toEqual([...pages.keys()].filter((name) => name.startsWith('rules/')).sort());
  });

  it('links each rule to a heading of its id', () => {
    const index = pages.get('catalogue.md') ?? '';
    for (const { id: family, rules } of families)
      for (const { id } of rules) {
        expect(index).toContain(`(rules/${family}.md#${id})`);
        expect(pages.get(`rules/${family}.md`)).toContain(`\n## ${id}\n`);
      }
  });

  it('says the same as `leakgate rules <id>`', () => {
    for (const { id: family, rules } of families)
      for (const rule of rules) {
        const page = (pages.get(`rules/${family}.md`) ?? '')
          .replaceAll('`', '')
          .replaceAll('&lt;', '<')
          .replaceAll('\\|', '|');
        for (const line of ruleText(rule).split('\n').slice(2)) {
          const said = line.slice(14);
          if (!line.startsWith('  severity')) expect(page, rule.id).toContain(said.replaceAll('`', ''));
        }
      }
  });
});
