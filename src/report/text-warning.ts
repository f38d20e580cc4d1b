// What is worth a look but does not block, a line each: the findings that block must stay in sight.
import { formatCount } from './quantities.ts';
import type { FindingData } from './report-data.ts';
import { placeName } from './text-place.ts';
import type { TextStyle } from './text-style.ts';

/** Warnings told one by one without `--verbose`. */
const mostWarnings = 20;

function warningLine(finding: FindingData, style: TextStyle): string {
  const { title, severity, confidence, commit, masked } = finding;
  const where = commit === undefined ? '' : `, commit ${commit.slice(0, 10)}`;
  const value = masked === '…' ? '' : ` ${masked}`;
  const mark = style.colors.yellow('!');
  return `${mark} ${style.colors.cyan(placeName(finding))}  ${title}${value}  ${style.colors.dim(`${severity}, ${confidence} confidence${where}`)}`;
}

/** A heading and one line a warning; empty where there is none. */
export function warningLines(findings: readonly FindingData[], style: TextStyle): string[] {
  if (findings.length === 0) return [];
  const heading = style.colors.bold(style.colors.yellow('Warnings: worth a look, they do not block'));
  const more = findings.length - mostWarnings;
  return [
    `${heading} ${style.colors.dim('(--verbose tells why, and what to do)')}`,
    ...findings.slice(0, mostWarnings).map((finding) => warningLine(finding, style)),
    ...(more > 0 ? [`  and ${formatCount(more)} more`] : []),
  ];
}
