// Finding → Verdict: applies the policy. Nothing that a policy hides disappears, except rules that were switched off
// before the change under judgement; those are counted in a note.
import type { Finding, Verdict } from '../model/finding.ts';
import type { IgnoreEntry, Policy, Settings } from '../model/policy.ts';
import { isAtLeast, type Severity } from '../model/severity.ts';
import { type EntryBook, entryBook } from './match-entries.ts';
import { entryNotes, hiddenRuleNotes, looserNotes } from './policy-notes.ts';

export interface JudgeContext {
  /** The command as the user knows it, handed on to `remedyFor`. */
  readonly command: string;
  /** True when a change is judged (staged, range, push), so that an allow comment on a finding counts as brought by it. */
  readonly isChange: boolean;
  /** True when the run looked at everything, so that a line that matched nothing is an unused one. */
  readonly coversAll: boolean;
  readonly remedyFor: (finding: Finding & Pick<Verdict, 'status'>, command: string) => readonly string[];
}

export interface Judgement {
  /** Sorted by path (texts without one first), line, column, rule. */
  readonly verdicts: readonly Verdict[];
  readonly notes: readonly string[];
  /** Empty unless the run covered everything. */
  readonly unusedEntries: readonly IgnoreEntry[];
}

type Standing = Pick<Verdict, 'status' | 'reason' | 'isAllowedByChange'>;

const asNew: Standing = { status: 'new' };

/** Applies `policy` to `findings`. */
export function judge(findings: readonly Finding[], policy: Policy, context: JudgeContext): Judgement {
  const book = entryBook(policy.entries, policy.today);
  const wanted = findings.filter(({ rule }) => policy.onlyRules.size === 0 || policy.onlyRules.has(rule.id));
  const [off, shown] = partition(wanted, ({ rule }) => policy.isRuleOff(rule.id));
  const [narrowedOut, on] = partition(shown, ({ leftOut }) => leftOut === 'always');
  const verdicts = on.map((finding) => verdictOf(finding, policy, context, book));
  const looser = verdicts.filter((verdict, at) => isLetThroughByChange(verdict, on[at], policy)).sort(byPlace);
  const unusedEntries = context.coversAll ? book.unused() : [];
  const notes = [
    ...policy.changeNotes,
    ...looserNotes(looser),
    ...hiddenRuleNotes(off, `${policy.configFile} switches it off`),
    ...hiddenRuleNotes(narrowedOut, `${policy.configFile} narrows it`),
    ...entryNotes('expired and hides nothing', context.coversAll ? book.expired() : book.missed()),
    ...entryNotes('matches nothing any more', unusedEntries),
  ];
  return { verdicts: verdicts.sort(byPlace), notes, unusedEntries };
}

function partition<T>(items: readonly T[], isFirst: (item: T) => boolean): [T[], T[]] {
  const parts: [T[], T[]] = [[], []];
  for (const item of items) parts[isFirst(item) ? 0 : 1].push(item);
  return parts;
}

function verdictOf(finding: Finding, policy: Policy, context: JudgeContext, book: EntryBook): Verdict {
  const severity = severityUnder(finding, policy);
  const standing = standingOf(finding, policy, context, book);
  const blocks = standing.status === 'new' && finding.mayBlock !== false && blocksUnder(finding, policy);
  const remedy = context.remedyFor({ ...finding, severity, status: standing.status }, context.command);
  return { ...finding, ...standing, severity, blocks, remedy };
}

/** What hides the finding, the most settled first: a standing line, a comment, then what the change itself brings. */
function standingOf(finding: Finding, policy: Policy, context: JudgeContext, book: EntryBook): Standing {
  const entry = book.hiding(finding);
  if (entry !== undefined && !entry.isFromChange) return standingByEntry(entry);
  if (policy.usesAllowComments && finding.allowComment !== undefined && mayHoldComment(finding)) {
    return { status: 'allowed', reason: `comment: ${finding.allowComment}`, isAllowedByChange: context.isChange };
  }
  if (entry !== undefined) return standingByEntry(entry);
  return standingByConfigChange(finding, policy);
}

// A message, a name or a ref has no comments: text in it that looks like one was not written to be read as one.
function mayHoldComment({ place }: Finding): boolean {
  return place.origin === 'file' || place.origin === 'stdin';
}

function standingByEntry(entry: IgnoreEntry): Standing {
  const until = entry.until === 'never' ? '' : `, until ${entry.until}`;
  const reason = `${entry.reason} (${entry.owner}${until}; ${entry.file}:${entry.line})`;
  return { status: entry.gives, reason, isAllowedByChange: entry.isFromChange };
}

function standingByConfigChange(finding: Finding, { configChange, configFile }: Policy): Standing {
  if (configChange === undefined) return asNew;
  const { now } = configChange;
  const { path, origin } = finding.place;
  if (finding.rule.isFormer) {
    return { status: 'allowed', reason: `rule taken away or changed in ${configFile}`, isAllowedByChange: true };
  }
  if (finding.leftOut === 'by-change') {
    return { status: 'allowed', reason: `rule narrowed in ${configFile}`, isAllowedByChange: true };
  }
  if (now.rules.get(finding.rule.id) === 'off') {
    return { status: 'allowed', reason: `rule switched off in ${configFile}`, isAllowedByChange: true };
  }
  if (origin === 'file' && path !== null && now.isIgnoredPath(path)) {
    return { status: 'allowed', reason: `path left out by ${configFile}`, isAllowedByChange: true };
  }
  return asNew;
}

function severityUnder(finding: Finding, { rules }: Pick<Settings, 'rules'>): Severity {
  const setting = rules.get(finding.rule.id);
  return setting === undefined || setting === 'off' ? finding.severity : setting;
}

function blocksUnder(finding: Finding, settings: Pick<Settings, 'rules' | 'blocksFrom'>): boolean {
  return finding.confidence !== 'low' && isAtLeast(severityUnder(finding, settings), settings.blocksFrom);
}

/** New, and blocking if the change had left the config as it was. */
function isLetThroughByChange({ status, blocks }: Verdict, finding: Finding, { configChange }: Policy): boolean {
  return configChange !== undefined && status === 'new' && !blocks && blocksUnder(finding, configChange.before);
}

/** The order of every report: path (texts without one first), line, column, rule. */
export function byPlace(a: Verdict, b: Verdict): number {
  return (
    compare(a.place.path ?? '', b.place.path ?? '') ||
    a.region.line - b.region.line ||
    a.region.column - b.region.column ||
    compare(a.rule.id, b.rule.id) ||
    compare(a.place.commit ?? '', b.place.commit ?? '') ||
    compare(a.fingerprint, b.fingerprint)
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
