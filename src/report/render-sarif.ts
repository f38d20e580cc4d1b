// `--format sarif`: SARIF 2.1.0 for code scanning services; it carries all that the JSON report does.
// https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
import { exitCode } from '../model/exit-code.ts';
import type { Verdict } from '../model/finding.ts';
import type { Report } from '../model/report.ts';
import { describeReport } from './describe-report.ts';
import { escapeJson } from './escape-control.ts';
import type { FindingData, ReportData } from './report-data.ts';
import { isComplete, type RunVerdict } from './run-verdict.ts';
import { pathUri, sarifLocation, sourceRoot } from './sarif-place.ts';
import { sarifRules } from './sarif-rules.ts';

const schema = 'https://json.schemastore.org/sarif-2.1.0.json';

const exitCodes: Readonly<Record<RunVerdict, number>> = {
  blocked: exitCode.findings,
  incomplete: exitCode.incomplete,
  warnings: exitCode.clean,
  clean: exitCode.clean,
};

/** `error` when the finding blocks; else `note` for what is low, `warning` for the rest. */
function levelOf({ blocks, severity }: FindingData): 'error' | 'warning' | 'note' {
  if (blocks) return 'error';
  return severity === 'low' ? 'note' : 'warning';
}

/** Hidden findings stay in the report as suppressed: in the source by a comment, outside it by an ignore or baseline line. */
function suppressionsOf(finding: FindingData, verdict: Verdict) {
  if (finding.status === 'new') return {};
  const isComment = finding.status === 'allowed' && verdict.allowComment !== undefined;
  const justification = finding.reason ?? (finding.status === 'known' ? 'in the baseline' : 'allowed');
  return { suppressions: [{ kind: isComment ? 'inSource' : 'external', status: 'accepted', justification }] };
}

/** Braces stand for arguments in SARIF messages and are doubled where they are meant (3.11.5). */
function messageText({ title, masked, severity, confidence }: FindingData): string {
  return `${title}: ${masked} (${severity}, ${confidence} confidence)`.replace(/[{}]/g, '$&$&');
}

function resultOf(finding: FindingData, verdict: Verdict, ruleIndex: number) {
  return {
    ruleId: finding.rule,
    ruleIndex,
    level: levelOf(finding),
    message: { text: messageText(finding) },
    locations: [sarifLocation(finding)],
    partialFingerprints: { 'leakgate/v1': finding.fingerprint },
    ...suppressionsOf(finding, verdict),
    properties: finding,
  };
}

function notificationsOf(data: ReportData) {
  const level = data.summary.verdict === 'incomplete' ? 'error' : 'warning';
  const problems = data.problems.map(({ code, message, path }) => ({
    level,
    message: { text: message },
    descriptor: { id: code },
    ...(path === undefined ? {} : { locations: [{ physicalLocation: { artifactLocation: pathUri(path) } }] }),
  }));
  const gaps = data.receipt.skipped
    .filter((skip) => skip.gap)
    .map(({ kind, count, accepted }) => ({
      level: accepted ? 'note' : 'error',
      message: { text: `Not checked: ${count} ${kind}${accepted ? ' (accepted)' : ''}` },
      descriptor: { id: `gap-${kind}` },
    }));
  const notes = data.notes.map((text) => ({ level: 'note', message: { text }, descriptor: { id: 'note' } }));
  return [...problems, ...gaps, ...notes];
}

function runOf(report: Report) {
  const data = describeReport(report);
  const { rules, indexOf } = sarifRules(report.verdicts.map((verdict) => verdict.rule));
  const { verdict } = data.summary;
  return {
    tool: { driver: { name: 'leakgate', version: report.version, semanticVersion: report.version, rules } },
    columnKind: 'utf16CodeUnits',
    originalUriBaseIds: {
      [sourceRoot]: { description: { text: 'The top level of the repository, or the folder leakgate was run in.' } },
    },
    invocations: [
      {
        executionSuccessful: isComplete(report.receipt),
        exitCode: exitCodes[verdict],
        toolExecutionNotifications: notificationsOf(data),
      },
    ],
    results: data.findings.map((finding, at) =>
      resultOf(finding, report.verdicts[at], indexOf.get(finding.rule) ?? -1),
    ),
    properties: { command: report.command, receipt: data.receipt, summary: data.summary },
  };
}

/** The report as one SARIF log with one run, indented, with a line end. */
export function renderSarif(report: Report): string {
  return `${escapeJson(JSON.stringify({ $schema: schema, version: '2.1.0', runs: [runOf(report)] }, null, 2))}\n`;
}
