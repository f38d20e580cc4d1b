// The rules of a SARIF report: those that found something, each told in full.
import type { Rule } from '../model/rule.ts';
import type { Severity } from '../model/severity.ts';

/** What a rule's findings are unless the result says otherwise. */
const levels: Readonly<Record<Severity, 'error' | 'warning' | 'note'>> = {
  critical: 'error',
  high: 'error',
  medium: 'warning',
  low: 'note',
};

/** The middle of each band of CVSS 3 by which code scanning services rank (critical 9.0 to 10, high 7.0, medium 4.0). */
const scores: Readonly<Record<Severity, string>> = { critical: '9.5', high: '8.0', medium: '5.5', low: '2.0' };

function sarifRule(rule: Rule) {
  const help = `${rule.why} What to do: ${rule.revoke}`;
  return {
    id: rule.id,
    name: rule.id,
    shortDescription: { text: rule.title },
    fullDescription: { text: rule.why },
    ...(/^https?:\/\/\S+$/.test(rule.docs) ? { helpUri: rule.docs } : {}),
    help: { text: help },
    defaultConfiguration: { level: levels[rule.severity] },
    properties: { tags: ['security', 'secret'], 'security-severity': scores[rule.severity] },
  };
}

/** The rules sorted by id, and the place of each in that list. */
export function sarifRules(rules: Iterable<Rule>) {
  const byId = new Map(Array.from(rules, (rule) => [rule.id, rule]));
  const sorted = [...byId.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
  return { rules: sorted.map(sarifRule), indexOf: new Map(sorted.map((rule, index) => [rule.id, index])) };
}
