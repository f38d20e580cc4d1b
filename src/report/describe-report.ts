// Report → what may be shown of it. The first step of every format: after it no Secret is left, and no name holds one.
import type { Status, Verdict } from '../model/finding.ts';
import { formatFingerprint, parseFingerprint } from '../model/fingerprint.ts';
import type { Report } from '../model/report.ts';
import { hideSecrets } from '../model/secret.ts';
import { type Severity, severities } from '../model/severity.ts';
import { describeReceipt } from './describe-receipt.ts';
import type { FindingData, ReportData, SummaryData } from './report-data.ts';
import { runVerdict } from './run-verdict.ts';

type Hide = (text: string) => string;

/** `file` and `stdin` have a path; every other origin is a text of its own. */
function hasPath(verdict: Verdict): boolean {
  return verdict.place.origin === 'file' || verdict.place.origin === 'stdin';
}

/**
 * Hides in names, authors, refs, reasons and notes what was found anywhere in this run. A password may be a common word:
 * it is hidden only when it was found in such a name itself, else every path with that word would be cut up.
 */
function hiderOf(verdicts: readonly Verdict[]): Hide {
  const isInName = (verdict: Verdict) => !hasPath(verdict) && verdict.place.origin !== 'message';
  const hide = hideSecrets(
    verdicts
      .filter((verdict) => verdict.rule.kind !== 'password' || isInName(verdict))
      .map((verdict) => verdict.secret),
  );
  // The same paths, authors and remedies stand in thousands of findings: 20,000 took 4 s without this.
  const known = new Map<string, string>();
  return (text) => {
    const shown = known.get(text) ?? hide(text);
    known.set(text, shown);
    return shown;
  };
}

/** A fingerprint whose path holds a secret is widened to `*`, which hides the same finding (design of fingerprints). */
function hideInFingerprint(fingerprint: string, hide: Hide): string {
  const parts = parseFingerprint(fingerprint);
  if (!parts?.path || hide(parts.path) === parts.path) return hide(fingerprint);
  return formatFingerprint({ ...parts, path: null });
}

/** Leaves out what is undefined, so that absent and unknown look the same in every format. */
function present<Shape extends object>(object: Shape): Shape {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as Shape;
}

function describePlace(verdict: Verdict, hide: Hide) {
  const { place, layer } = verdict;
  const shown = (text: string | undefined) => (text === undefined ? undefined : hide(text));
  return {
    commit: place.commit,
    author: shown(place.author),
    date: shown(place.date),
    blob: place.blob,
    ref: shown(place.ref),
    submodule: shown(place.submodule),
    layer: layer.length > 0 ? layer.map(hide) : undefined,
  };
}

function describeFinding(verdict: Verdict, hide: Hide): FindingData {
  const { rule, place, region, secret, facts } = verdict;
  const shownFacts = Object.entries(facts).map(([name, value]) => [name, hide(value)] as const);
  return present({
    rule: rule.id,
    title: rule.title,
    severity: verdict.severity,
    confidence: verdict.confidence,
    blocks: verdict.blocks,
    origin: place.origin,
    path: hasPath(verdict) && place.path !== null ? hide(place.path) : null,
    line: region.line,
    column: region.column,
    endLine: region.endLine,
    endColumn: region.endColumn,
    ...describePlace(verdict, hide),
    masked: secret.mask,
    fingerprint: hideInFingerprint(verdict.fingerprint, hide),
    status: verdict.status,
    reason: verdict.reason === undefined ? undefined : hide(verdict.reason),
    facts: shownFacts.length > 0 ? Object.fromEntries(shownFacts) : undefined,
    versions: verdict.versions,
    exposure: verdict.exposure === undefined ? undefined : hide(verdict.exposure),
    heldBy: verdict.heldBy === undefined ? undefined : hide(verdict.heldBy),
    remedy: verdict.remedy.map(hide),
  });
}

function summarise(report: Report): SummaryData {
  const severity = Object.fromEntries(severities.map((name) => [name, 0])) as Record<Severity, number>;
  const status: Record<Status, number> = { new: 0, known: 0, allowed: 0 };
  for (const verdict of report.verdicts) {
    severity[verdict.severity]++;
    status[verdict.status]++;
  }
  const blocking = report.verdicts.filter((verdict) => verdict.blocks).length;
  return { verdict: runVerdict(report), findings: report.verdicts.length, blocking, severity, status };
}

/** The shown side of `report`; `findings` stand in the order of `report.verdicts`. */
export function describeReport(report: Report): ReportData {
  const hide = hiderOf(report.verdicts);
  return {
    version: 1,
    tool: { name: 'leakgate', version: report.version, command: report.command },
    receipt: describeReceipt(report.receipt),
    summary: summarise(report),
    findings: report.verdicts.map((verdict) => describeFinding(verdict, hide)),
    problems: report.problems.map(({ code, message, path }) =>
      present({ code, message: hide(message), path: path === undefined ? undefined : hide(path) }),
    ),
    notes: report.notes.map(hide),
  };
}
