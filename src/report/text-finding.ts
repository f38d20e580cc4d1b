// Findings of one rule in one file as a few lines that answer: what and how bad, where, why we think so, what to do now.
import { mayBeIgnored, parseFingerprint } from '../model/fingerprint.ts';
import type { FindingData } from './report-data.ts';
import { placeDetails, placeName } from './text-place.ts';
import type { TextStyle } from './text-style.ts';
import { wrapText } from './wrap-text.ts';

/** Findings told as one: the same rule and severity in the same file or text. */
export interface FindingGroup {
  readonly findings: readonly FindingData[];
  readonly why: string;
  readonly docs: string;
  /** Leads to the command that allows the finding: `False alarm?` */
  readonly question: string;
}

/** Places of one group that are told without `--verbose`. */
const mostPlaces = 10;
const indent = '  ';

/** A fact that the remedy says as a sentence. */
const toldAsRemedy = 'instead';

/** `checksum valid, account 123456789012, key id AKIA…WXYZ`: a fact's name in words, then its value. */
function factsInWords(facts: FindingData['facts']): string {
  return Object.entries(facts ?? {})
    .filter(([name]) => name !== toldAsRemedy)
    .map(([name, value]) => {
      const words = name
        .replace(/([a-z])([A-Z])/g, '$1 $2')
        .replace(/[_-]/g, ' ')
        .toLowerCase();
      return value === 'true' ? words : `${words} ${value}`;
    })
    .join(', ');
}

/** The masked value, how sure we are, and what the value itself says. A password's mask holds nothing to show. */
function evidenceLine(finding: FindingData, style: TextStyle): string {
  const value = finding.masked === '…' ? '(value hidden)' : finding.masked;
  const facts = factsInWords(finding.facts);
  return `${value}  ${style.colors.dim(`${finding.confidence} confidence${facts === '' ? '' : `: ${facts}`}`)}`;
}

function titleLine(group: FindingGroup, style: TextStyle): string {
  const [{ severity, title, blocks }] = group.findings;
  const times = group.findings.length > 1 ? style.colors.dim(` (${group.findings.length} places)`) : '';
  const mark = blocks ? style.colors.red('✖') : style.colors.yellow('!');
  return `${mark} ${style.severity(severity)}: ${style.colors.bold(title)}${times}`;
}

function placeLines(finding: FindingData, style: TextStyle): string[] {
  const details = placeDetails(finding);
  const shown =
    style.verbose && finding.blob !== undefined ? `${details ? `${details}, ` : ''}blob ${finding.blob}` : details;
  const place = placeName(finding);
  const fits = indent.length + [...place].length + 2 + [...shown].length <= style.width;
  const below = [
    ...(shown === '' || fits ? [] : [style.colors.dim(shown)]),
    evidenceLine(finding, style),
    ...(finding.exposure === undefined ? [] : [finding.exposure]),
  ];
  return [
    `${indent}${style.colors.cyan(place)}${shown !== '' && fits ? style.colors.dim(`  ${shown}`) : ''}`,
    ...below.map((line) => indent + indent + line),
  ];
}

/** The line to paste when a finding is no leak; a shell takes it as it stands. */
function allowLines(findings: readonly FindingData[], question: string, style: TextStyle): string[] {
  const fingerprints = [...new Set(findings.map((finding) => finding.fingerprint))];
  const commands = fingerprints
    .filter((fingerprint) => {
      const parts = parseFingerprint(fingerprint);
      return parts !== null && mayBeIgnored(parts);
    })
    .map(
      (fingerprint) => `leakgate allow ${fingerprint.includes('*') ? `'${fingerprint}'` : fingerprint} --reason "…"`,
    );
  if (commands.length === 0)
    return [`${indent}${question} A password in such a text cannot be allowed one by one: reword it.`];
  const below = indent + ' '.repeat(question.length + 1);
  const lines = [`${indent}${question} ${style.command(commands[0])}`];
  for (const command of commands.slice(1)) lines.push(below + style.command(command));
  if (style.verbose && findings[0].path !== null) {
    const comment = `leakgate:allow ${findings[0].rule} <reason>`;
    lines.push(`${below}or ${style.command(comment)} in a comment on the line or above it`);
  }
  return lines;
}

function stepLines(steps: readonly string[], style: TextStyle): string[] {
  return steps.flatMap((step, at) => {
    const number = `${at + 1}. `;
    const lines = wrapText(step, style.width - indent.length - number.length);
    return lines.map(
      (line, row) => `${indent}${row === 0 ? number : ' '.repeat(number.length)}${style.commandsIn(line)}`,
    );
  });
}

function reasonLines(group: FindingGroup, style: TextStyle): string[] {
  const lines = wrapText(group.why, style.width - indent.length).map((line) => `${indent}${line}`);
  if (style.verbose) lines.push(style.colors.dim(`${indent}rule ${group.findings[0].rule}, ${group.docs}`));
  return lines;
}

/**
 * The lines of one group.
 * @param told the steps that were already printed for this rule; what is printed here is added
 */
export function findingLines(group: FindingGroup, told: Set<string>, style: TextStyle): string[] {
  const { findings } = group;
  const shown = style.verbose ? findings : findings.slice(0, mostPlaces);
  const more = findings.length - shown.length;
  const isFirst = told.size === 0;
  const steps = [...new Set(shown.flatMap((finding) => finding.remedy))].filter((step) => !told.has(step));
  for (const step of steps) told.add(step);
  return [
    titleLine(group, style),
    ...shown.flatMap((finding) => placeLines(finding, style)),
    ...(more > 0 ? [`${indent}and ${more} more here: --verbose tells them all`] : []),
    ...(isFirst ? reasonLines(group, style) : []),
    ...stepLines(steps, style),
    ...(!isFirst
      ? [`${indent}${style.colors.dim(steps.length === 0 ? 'What to do: as above.' : 'The other steps: as above.')}`]
      : []),
    ...allowLines(shown, group.question, style),
  ];
}
