// `leakgate rules`: the catalogue, or one rule explained.
import { UsageError } from '../model/errors.ts';
import { type ExitCode, exitCode } from '../model/exit-code.ts';
import type { RuleSpec } from '../model/rule.ts';
import type { CommandContext } from './command-context.ts';
import { type Engine, openDetector } from './open-detector.ts';

interface ListedRule {
  readonly family: string;
  readonly rule: RuleSpec;
}

function allRules({ detector, families }: Engine): ListedRule[] {
  return families.flatMap((family) => detector.loadFamily(family).map((rule) => ({ family, rule })));
}

function listText(rules: readonly ListedRule[]): string {
  const width = Math.max(...rules.map(({ rule }) => rule.id.length)) + 2;
  const rows = [...rules]
    .sort((a, b) => (a.rule.id < b.rule.id ? -1 : 1))
    .map(({ rule }) => `${rule.id.padEnd(width)}${rule.severity.padEnd(10)}${rule.title}`);
  return `${rows.join('\n')}\n\n${rules.length} rules. \`leakgate rules <id>\` explains one.\n`;
}

function recognisedBy(rule: RuleSpec): string {
  if (rule.byPath) return 'the name of the file, and variables in it whose name says secret and whose value is real';
  const parts = [`${rule.anchors.slice(0, 8).join('  ')}${rule.anchors.length > 8 ? '  …' : ''}`];
  if (rule.needs?.checksum) parts.push('a checksum over the value');
  if (rule.needs?.entropy) parts.push(`entropy of at least ${rule.needs.entropy} bits a character`);
  if (rule.needs?.judge) parts.push('a value that reads as real: no placeholder, reference, or code');
  return parts.join('; ');
}

function ruleText({ rule }: ListedRule): string {
  return [
    `${rule.id}: ${rule.title}`,
    '',
    `  why         ${rule.why}`,
    `  severity    ${rule.severity}, confidence ${rule.confidence ?? 'high'}`,
    `  recognised  ${recognisedBy(rule)}`,
    `  revoke      ${rule.revoke}`,
    `  more        ${rule.docs}`,
    '',
  ].join('\n');
}

function ruleData({ family, rule }: ListedRule) {
  const { id, title, why, severity, confidence = 'high', anchors, revoke, docs } = rule;
  return { id, family, title, why, severity, confidence, anchors, revoke, docs };
}

/** Prints the list, or the one rule that is named. */
export async function run(context: CommandContext): Promise<ExitCode> {
  const [id, ...extra] = context.args;
  if (extra.length > 0) throw new UsageError('extra-argument', { command: 'rules', value: extra[0] });
  const format = context.flags.format ?? 'text';
  if (format !== 'text' && format !== 'json')
    throw new UsageError('bad-value', { name: '--format', value: String(format), allowed: 'text, json' });
  const rules = allRules(openDetector(context.installation));
  const one = rules.find(({ rule }) => rule.id === id);
  if (id !== undefined && !one) throw new UsageError('unknown-rule', { id });
  if (format === 'json') context.out(`${JSON.stringify(one ? ruleData(one) : rules.map(ruleData), null, 2)}\n`);
  else context.out(one ? ruleText(one) : listText(rules));
  return exitCode.clean;
}
