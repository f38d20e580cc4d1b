// `--format text`: the report for people. First what happened, then each finding, then what was and was not covered.
import type { Report } from '../model/report.ts';
import { leftOutInBrackets } from './clean-line.ts';
import { coverageWithCost } from './coverage.ts';
import { describeReport } from './describe-report.ts';
import { escapeControl } from './escape-control.ts';
import { changeNoun, headline } from './headline.ts';
import { leftOut } from './left-out.ts';
import { formatCount } from './quantities.ts';
import type { RenderOptions } from './render-report.ts';
import type { FindingData, ReportData } from './report-data.ts';
import { type FindingGroup, findingLines } from './text-finding.ts';
import { heldSections } from './text-held.ts';
import { placeName } from './text-place.ts';
import { gapLines } from './text-receipt.ts';
import { type TextStyle, textStyle } from './text-style.ts';
import { warningLines } from './text-warning.ts';
import { wrapText } from './wrap-text.ts';

/** A copy of `value` with every text in it, keys too, made safe to print. */
function escaped<Shape>(value: Shape): Shape {
  if (typeof value === 'string') return escapeControl(value) as Shape;
  if (Array.isArray(value)) return value.map(escaped) as Shape;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [escapeControl(key), escaped(item)])) as Shape;
}

/** One finding beside the parts of its verdict that only people are told. */
interface Shown {
  readonly data: FindingData;
  readonly why: string;
  readonly docs: string;
  readonly isAllowedByChange: boolean;
}

function groupKey({ data }: Shown): string {
  const text = data.path ?? `${data.origin} ${data.commit ?? data.ref ?? ''}`;
  return [text, data.path === null, data.rule, data.severity].join('\n');
}

/** Findings of one rule in one file together, in the order of the first of each; files stay together. */
function groupFindings(shown: readonly Shown[], question: string): FindingGroup[] {
  const groups = new Map<string, FindingGroup & { findings: FindingData[] }>();
  for (const one of shown) {
    const key = groupKey(one);
    const group = groups.get(key) ?? { findings: [], why: one.why, docs: one.docs, question };
    group.findings.push(one.data);
    groups.set(key, group);
  }
  return [...groups.values()];
}

function findingSections(shown: readonly Shown[], command: string, style: TextStyle): string[][] {
  const question = command === 'history' ? 'Rotated, or a false alarm?' : 'False alarm?';
  const told = new Map<string, Set<string>>();
  const lines = (group: FindingGroup) => {
    const { rule } = group.findings[0];
    const steps = told.get(rule) ?? new Set();
    told.set(rule, steps);
    return findingLines(group, steps, style);
  };
  const isHeld = ({ data }: Shown) => data.heldBy !== undefined && !style.verbose;
  const blockingOnes = shown.filter((one) => one.data.blocks && !isHeld(one));
  const held = shown.filter((one) => one.data.blocks && isHeld(one)).map(({ data }) => data);
  const warningOnes = shown.filter(({ data }) => !data.blocks && data.status === 'new');
  const blocking = [...groupFindings(blockingOnes, question).map(lines), ...heldSections(held, style)];
  if (!style.verbose)
    return [
      ...blocking,
      warningLines(
        warningOnes.map(({ data }) => data),
        style,
      ),
    ];
  const warning = groupFindings(warningOnes, question).map(lines);
  const heading = style.colors.bold(style.colors.yellow('Warnings: look at these, they do not block'));
  return warning.length > 0 ? [...blocking, [heading], ...warning] : blocking;
}

/** What the change itself allows is named one by one, so that it cannot slip through unseen. */
function allowedByChangeLines(shown: readonly Shown[], command: string): string[] {
  return shown
    .filter((one) => one.isAllowedByChange)
    .map(({ data }) => {
      const reason = data.reason === undefined ? '' : `: ${data.reason}`;
      return `allowed by ${changeNoun(command)}: ${placeName(data)} ${data.title} (${data.masked})${reason}`;
    });
}

/** The rest of what is known or allowed: counted, or one by one with the reason. */
function hiddenLines(shown: readonly Shown[], style: TextStyle): string[] {
  const hidden = shown.filter(({ data, isAllowedByChange }) => data.status !== 'new' && !isAllowedByChange);
  if (hidden.length === 0) return [];
  if (style.verbose)
    return hidden.map(
      ({ data }) => `${data.status}: ${placeName(data)} ${data.title}${data.reason ? `: ${data.reason}` : ''}`,
    );
  const parts = (['known', 'allowed'] as const)
    .map((status) => ({ status, count: hidden.filter(({ data }) => data.status === status).length }))
    .filter(({ count }) => count > 0)
    .map(({ status, count }) => `${formatCount(count)} ${status}`);
  return [`not shown: ${parts.join(', ')}; --verbose names them`];
}

function remarkLines(data: ReportData, style: TextStyle, quiet: boolean): string[] {
  const problems = data.problems.map(({ message, path }) => `problem: ${message}${path ? ` (${path})` : ''}`);
  const notes = quiet ? [] : data.notes.map((note) => `note: ${note}`);
  return [...problems, ...notes].flatMap((text) =>
    wrapText(text, style.width - 2).map((line, row) => style.commandsIn(row === 0 ? line : `  ${line}`)),
  );
}

function coloredHeadline(data: ReportData, milliseconds: number, { colors }: TextStyle): string {
  const line = headline(data, milliseconds);
  const { verdict } = data.summary;
  if (verdict === 'clean') return line.replace('clean', colors.green('clean'));
  return colors.bold(verdict === 'warnings' ? colors.yellow(line) : colors.red(line));
}

function receiptLine(data: ReportData, milliseconds: number): string {
  const skipped = leftOut(data.receipt);
  return `checked ${coverageWithCost(data.receipt, milliseconds)}${skipped && `; left out: ${skipped}`}`;
}

function shownSide(report: Report, data: ReportData): Shown[] {
  return report.verdicts.map(({ rule, isAllowedByChange }, at) => ({
    data: data.findings[at],
    why: escapeControl(rule.why),
    docs: escapeControl(rule.docs),
    isAllowedByChange: isAllowedByChange === true,
  }));
}

/** The report as text: no secret, no line of any source, and no control character but line ends and colours. */
export function renderText(report: Report, options: RenderOptions): string {
  const data = escaped(describeReport(report));
  const style = textStyle(options);
  const shown = shownSide(report, data);
  const isClean = data.summary.verdict === 'clean';
  const byChange = allowedByChangeLines(shown, data.tool.command);
  if (isClean && options.quiet) return byChange.map((line) => `${line}\n`).join('');
  const head = coloredHeadline(data, report.milliseconds, style);
  const hidden = options.quiet ? [] : hiddenLines(shown, style);
  const remarks = [...byChange, ...hidden, ...remarkLines(data, style, options.quiet)];
  if (isClean) return [head + leftOutInBrackets(data.receipt), ...remarks].map((line) => `${line}\n`).join('');
  const receipt = options.quiet ? [] : [style.colors.dim(receiptLine(data, report.milliseconds))];
  const sections = [
    [head],
    ...findingSections(shown, data.tool.command, style),
    gapLines(data.receipt, style),
    [...remarks, ...receipt],
  ];
  return sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.map((line) => `${line}\n`).join(''))
    .join('\n');
}
