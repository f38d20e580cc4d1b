// `leakgate explain`: one finding, or a line that speaks of it, in full sentences. Holds masks only, as every report.
import type { Verdict } from '../model/finding.ts';
import type { IgnoreEntry } from '../model/policy.ts';
import type { Report } from '../model/report.ts';
import { describeReport } from './describe-report.ts';
import { escapeControl } from './escape-control.ts';
import type { FindingData } from './report-data.ts';
import { placeDetails, placeName } from './text-place.ts';

function evidence({ masked, confidence, facts, layer }: FindingData): string {
  const told = Object.entries(facts ?? {})
    .filter(([name]) => name !== 'instead')
    .map(([name, value]) => (value === 'true' ? name : `${name} ${value}`));
  const decoded = layer === undefined ? [] : [`decoded from ${layer.join(', ')}`];
  const value = masked === '…' ? '(value hidden)' : masked;
  return `${value}, ${[`${confidence} confidence`, ...told, ...decoded].join(', ')}`;
}

function standing({ status, reason, blocks, confidence, severity }: FindingData): string {
  if (status !== 'new') return `${status}${reason === undefined ? '' : `: ${reason}`}`;
  if (blocks) return 'new, and blocks';
  return `new, a warning: ${confidence === 'low' ? 'a confidence of low never blocks' : `${severity} does not block under this config`}`;
}

function row(name: string, text: string): string {
  return `  ${name.padEnd(10)}  ${text}`;
}

/** What is known of one finding; `where` says in which place it was met. */
function findingLines(data: FindingData, rule: Verdict['rule'], where: string): string[] {
  const details = placeDetails(data);
  return [
    `${data.rule}: ${data.title} (${data.severity})`,
    '',
    row('where', `${where}: ${placeName(data)}${details === '' ? '' : `, ${details}`}`),
    ...(data.exposure === undefined ? [] : [row('', data.exposure)]),
    row('evidence', evidence(data)),
    row('why', rule.why),
    row('status', standing(data)),
    row('more', `${rule.docs}; \`leakgate rules ${data.rule}\` tells how it is recognised`),
    '',
    ...(data.remedy.length === 0 ? ['  Nothing is to be done while this stands.'] : []),
    ...data.remedy.map((step, at) => `  ${at + 1}. ${step}`),
  ];
}

/** The findings of `report` with this fingerprint, as text; empty when there is none. */
export function explainFindings(report: Report, fingerprint: string, where: string): string {
  const { findings } = describeReport(report);
  const parts = findings.flatMap((data, at) =>
    data.fingerprint === fingerprint ? [findingLines(data, report.verdicts[at].rule, where)] : [],
  );
  return parts.map((lines) => `${lines.map(escapeControl).join('\n')}\n`).join('\n');
}

/** A line of the ignores or the baseline that speaks of the finding. */
export function explainEntry({ file, line, gives, owner, until, reason }: IgnoreEntry, today: string): string {
  const isExpired = until !== 'never' && until < today;
  const how = isExpired ? 'expired and hides nothing' : gives === 'known' ? 'takes it for known' : 'allows it';
  const end = until === 'never' ? 'without an end' : `until ${until}`;
  return `${escapeControl(`${file}:${line} ${how}: ${reason} (${owner}, ${end})`)}\n`;
}
