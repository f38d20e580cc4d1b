// The catalogue as Markdown: a table of all rules, and a page for each family with every rule in full. Written by
// build/write-catalogue.mjs; a test says when they are out of date.
import type { RuleSpec } from '../model/rule.ts';
import { blocksByDefault, recognisedBy } from './describe-rule.ts';

interface Family {
  readonly id: string;
  readonly rules: readonly RuleSpec[];
}

const generated = '<!-- Written by `npm run catalogue`; change the rules in rules/, not this page. -->';

/** Words of families whose id alone does not say it. */
const familyTitles: Readonly<Record<string, string>> = {
  aws: 'Amazon Web Services',
  azure: 'Microsoft Azure',
  google: 'Google',
  github: 'GitHub',
  gitlab: 'GitLab',
  ai: 'AI services',
  'ai-by-name': 'AI services, by the name beside the value',
  'by-path': 'Files that are a leak by what they are',
  'services-by-name': 'Other services, by the name beside the value',
  'services-by-prefix': 'Other services, by a prefix',
  generic: 'Assignments whose name says secret',
};

function titleOf(id: string): string {
  const words = id.replaceAll('-', ' ');
  return familyTitles[id] ?? words[0].toUpperCase() + words.slice(1);
}

/** Markdown reads `<` and `|` in running text as its own. */
function plain(text: string): string {
  return text.replace(/(`[^`]*`)|[<|]/g, (found, code: string | undefined) => code ?? (found === '<' ? '&lt;' : '\\|'));
}

function section(rule: RuleSpec): string {
  const { id, title, why, severity, confidence = 'high', revoke, docs } = rule;
  return [
    `## ${id}`,
    '',
    `**${plain(title)}.** ${plain(why)}`,
    '',
    `- **Severity**: ${severity}, confidence ${confidence}; ${blocksByDefault(rule) ? 'blocks by default' : 'only warns by default'}.`,
    `- **Recognised**: ${plain(recognisedBy(rule).join(' '))}`,
    `- **Revoke**: ${plain(revoke)}`,
    ...(docs === '' ? [] : [`- **More**: <${docs}>`]),
    '',
  ].join('\n');
}

/** File name under docs/ → its text. */
export function cataloguePages(families: readonly Family[]): ReadonlyMap<string, string> {
  const pages = new Map<string, string>();
  const rows: string[] = [];
  const sorted = [...families].sort((a, b) => (titleOf(a.id) < titleOf(b.id) ? -1 : 1));
  for (const { id, rules } of sorted) {
    const page = `rules/${id}.md`;
    const sections = rules.map(section);
    pages.set(page, [`# ${titleOf(id)}`, '', generated, '', ...sections].join('\n'));
    rows.push(
      `## [${titleOf(id)}](${page})`,
      '',
      '| rule | finds | severity | by default |',
      '| --- | --- | --- | --- |',
    );
    for (const rule of rules)
      rows.push(
        `| [${rule.id}](${page}#${rule.id}) | ${plain(rule.title)} | ${rule.severity} | ${blocksByDefault(rule) ? 'blocks' : 'warns'} |`,
      );
    rows.push('');
  }
  const count = families.reduce((sum, { rules }) => sum + rules.length, 0);
  const head = [
    '# Catalogue',
    '',
    generated,
    '',
    `${count} rules. \`leakgate rules <id>\` prints what stands here of one; [rules.md](rules.md) says how they work together and how to change them.`,
    '',
  ];
  pages.set('catalogue.md', [...head, ...rows].join('\n'));
  return pages;
}
