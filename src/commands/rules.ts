// `leakgate rules`: the catalogue and the rules of one's own, one of them explained, or the examples of one's own tried.
import { ownFamily } from '../config/own-rules/rule-terms.ts';
import { UsageError } from '../model/errors.ts';
import { type ExitCode, exitCode } from '../model/exit-code.ts';
import type { RuleSpec } from '../model/rule.ts';
import { recognisedBy, ruleText } from '../report/describe-rule.ts';
import { escapeControl } from '../report/escape-control.ts';
import type { CommandContext } from './command-context.ts';
import { type Engine, openDetector } from './open-detector.ts';
import { ownRulesHere } from './own-rules.ts';
import { testOwnRules } from './test-own-rules.ts';

interface ListedRule {
  readonly family: string;
  readonly rule: RuleSpec;
}

async function allRules(context: CommandContext, engine: Engine): Promise<ListedRule[]> {
  const { detector, families } = engine;
  const built = families.flatMap((family) => detector.loadFamily(family).map((rule) => ({ family, rule })));
  const own = await ownRulesHere(context, engine);
  return [...built, ...own.map(({ spec }) => ({ family: ownFamily, rule: spec }))];
}

function listText(rules: readonly ListedRule[]): string {
  const width = Math.max(...rules.map(({ rule }) => rule.id.length)) + 2;
  const rows = [...rules]
    .sort((a, b) => (a.rule.id < b.rule.id ? -1 : 1))
    .map(({ rule }) => `${rule.id.padEnd(width)}${rule.severity.padEnd(10)}${rule.title}`);
  const own = rules.filter(({ family }) => family === ownFamily).length;
  const ofWhich = own > 0 ? `, ${own} of them of your own` : '';
  return `${rows.join('\n')}\n\n${rules.length} rules${ofWhich}. \`leakgate rules <id>\` explains one.\n`;
}

function ruleData({ family, rule }: ListedRule) {
  const { id, title, why, severity, confidence = 'high', anchors, revoke, docs } = rule;
  return { id, family, title, why, severity, confidence, anchors, recognised: recognisedBy(rule), revoke, docs };
}

/** @returns usage when an example fails: the config is not what its author meant */
async function test(context: CommandContext, files: readonly string[]): Promise<ExitCode> {
  const engine = openDetector(context.installation);
  const own = await ownRulesHere(context, engine, files);
  if (own.length === 0) {
    context.out('There are no rules of your own here. docs/rules.md says how to write some.\n');
    return exitCode.clean;
  }
  const { lines, failed } = testOwnRules(
    own.map(({ spec }) => spec),
    engine.ruleSet,
  );
  context.out(`${lines.join('\n')}\n\n${own.length} rules of your own, ${failed} failed\n`);
  return failed > 0 ? exitCode.usage : exitCode.clean;
}

/** Prints the list, or the one rule that is named; or tries examples. */
export async function run(context: CommandContext): Promise<ExitCode> {
  const [id, ...extra] = context.args;
  if (id === 'test') return test(context, extra);
  if (extra.length > 0) throw new UsageError('extra-argument', { command: 'rules', value: extra[0] });
  const format = context.flags.format ?? 'text';
  if (format !== 'text' && format !== 'json')
    throw new UsageError('bad-value', { name: '--format', value: String(format), allowed: 'text, json' });
  const rules = await allRules(context, openDetector(context.installation));
  const one = rules.find(({ rule }) => rule.id === id);
  if (id !== undefined && !one) throw new UsageError('unknown-rule', { id });
  if (format === 'json') context.out(`${JSON.stringify(one ? ruleData(one) : rules.map(ruleData), null, 2)}\n`);
  else context.out(escapeLines(one ? ruleText(one.rule) : listText(rules)));
  return exitCode.clean;
}

/** Titles of one's own rules come from the repository. */
function escapeLines(text: string): string {
  return text.split('\n').map(escapeControl).join('\n');
}
