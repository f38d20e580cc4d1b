// A JSON report of `history --shard` → the Report it was made from, as far as a report holds it: masks in place of secrets.
import type { Detector } from '../detect/detector.ts';
import { readyRule } from '../detect/detector.ts';
import { ConfigError } from '../model/errors.ts';
import type { Verdict } from '../model/finding.ts';
import type { Problem, Receipt } from '../model/receipt.ts';
import type { Report } from '../model/report.ts';
import type { Rule } from '../model/rule.ts';
import { Secret } from '../model/secret.ts';
import { maxShards, type ShardReceipt } from '../model/shard.ts';
import type { ShardReport } from '../pipeline/merge-shards.ts';
import type { FindingData, ReceiptData, ReportData } from '../report/report-data.ts';
import { FieldReader } from './read-fields.ts';

type RuleOf = (id: string) => Rule | undefined;

/** The rules that are installed, by id: a report names them and no more. */
export function rulesById(detector: Detector, families: readonly string[]): RuleOf {
  const rules = new Map<string, Rule>();
  for (const family of families)
    for (const spec of detector.loadFamily(family)) rules.set(spec.id, readyRule(spec, family));
  return (id) => rules.get(id);
}

/**
 * Reads one report.
 * @throws ConfigError bad-report: no report, of another version, damaged, or not of a shard
 */
export function readShardReport(text: string, file: string, ruleOf: RuleOf): ShardReport {
  const fields = new FieldReader((reason) => new ConfigError('bad-report', { file, reason }));
  const data = fields.parse(text) as unknown as ReportData;
  if (data.version !== 1) throw fields.error('its version is not 1');
  fields.object(data.tool, 'tool');
  fields.object(data.receipt, 'receipt');
  if (data.receipt.shard === undefined) throw fields.error('it is no part of a sweep (history --shard i/n)');
  const shard = shardOf(data.receipt.shard, fields);
  const report: Report = {
    version: fields.text(data.tool.version, 'tool.version'),
    command: fields.text(data.tool.command, 'tool.command'),
    receipt: receiptOf(data.receipt, fields),
    verdicts: fields.list(data.findings, 'findings').map((finding) => verdictOf(finding, ruleOf, fields)),
    problems: fields.list(data.problems, 'problems').map((problem) => problemOf(problem, fields)),
    notes: fields.list(data.notes, 'notes').map((note) => fields.text(note, 'a note')),
    milliseconds: 0,
  };
  return { file, report, shard };
}

function shardOf(shard: ShardReceipt, fields: FieldReader): ShardReceipt {
  const set = (value: ShardReceipt['all'], name: string) => {
    fields.object(value, name);
    return {
      count: fields.count(value.count, name),
      sum: fields.matching(value.sum, /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/, name),
    };
  };
  const digest = (value: unknown, name: string) => fields.matching(value, /^[0-9a-f]{64}$/, name);
  fields.object(shard, 'receipt.shard');
  const { index, count, by } = shard;
  if (by !== 'id') throw fields.error('its shards are shared out in a way that this version does not know');
  if (!(Number.isInteger(index) && Number.isInteger(count) && index >= 1 && index <= count && count <= maxShards))
    throw fields.error('its shard has an impossible number');
  return {
    index,
    count,
    by,
    all: set(shard.all, 'receipt.shard.all'),
    own: set(shard.own, 'receipt.shard.own'),
    refs: digest(shard.refs, 'receipt.shard.refs'),
    terms: digest(shard.terms, 'receipt.shard.terms'),
  };
}

function receiptOf(receipt: ReceiptData, fields: FieldReader): Receipt {
  const skipped = fields.list(receipt.skipped, 'receipt.skipped').map((skip) => {
    fields.object(skip, 'receipt.skipped');
    const kind = fields.text(skip.kind, 'receipt.skipped') as Receipt['skipped'][number]['kind'];
    const count = fields.count(skip.count, 'receipt.skipped');
    return { kind, count, isGap: fields.flag(skip.gap, 'gap'), isAccepted: fields.flag(skip.accepted, 'accepted') };
  });
  return {
    unit: fields.text(receipt.unit, 'receipt.unit'),
    expected: fields.count(receipt.expected, 'receipt.expected'),
    scanned: fields.count(receipt.scanned, 'receipt.scanned'),
    inherited: fields.count(receipt.inherited, 'receipt.inherited'),
    bytes: fields.count(receipt.bytes, 'receipt.bytes'),
    skipped,
    // Whatever is not said to be caught was missed.
    canary: receipt.canary === 'caught' ? 'caught' : 'missed',
  };
}

function verdictOf(finding: FindingData, ruleOf: RuleOf, fields: FieldReader): Verdict {
  fields.object(finding, 'a finding');
  const rule = ruleOf(fields.text(finding.rule, 'rule'));
  if (rule === undefined) throw fields.error('it names a rule that is not installed here');
  const optional = (value: unknown, name: string) => (value === undefined ? undefined : fields.text(value, name));
  const { line, column, endLine, endColumn } = finding;
  const place = {
    origin: fields.oneOf(finding.origin, ['file', 'message', 'author', 'tag', 'note', 'ref', 'filename'], 'origin'),
    path: finding.path === null ? null : fields.text(finding.path, 'path'),
    blob: optional(finding.blob, 'blob'),
    commit: optional(finding.commit, 'commit'),
    author: optional(finding.author, 'author'),
    date: optional(finding.date, 'date'),
    ref: optional(finding.ref, 'ref'),
  };
  return {
    rule,
    severity: fields.oneOf(finding.severity, ['critical', 'high', 'medium', 'low'], 'severity'),
    confidence: fields.oneOf(finding.confidence, ['high', 'medium', 'low'], 'confidence'),
    place,
    region: {
      line: fields.count(line, 'line'),
      column: fields.count(column, 'column'),
      endLine: fields.count(endLine, 'endLine'),
      endColumn: fields.count(endColumn, 'endColumn'),
    },
    layer: fields.list(finding.layer ?? [], 'layer').map((name) => fields.text(name, 'layer')),
    // The secret itself is in no report.
    secret: new Secret('', fields.text(finding.masked, 'masked')),
    facts: fields.texts(finding.facts ?? {}, 'facts'),
    fingerprint: fields.text(finding.fingerprint, 'fingerprint'),
    status: fields.oneOf(finding.status, ['new', 'known', 'allowed'], 'status'),
    blocks: fields.flag(finding.blocks, 'blocks'),
    reason: optional(finding.reason, 'reason'),
    versions: finding.versions === undefined ? undefined : fields.count(finding.versions, 'versions'),
    remedy: [],
  };
}

function problemOf(problem: Problem, fields: FieldReader): Problem {
  fields.object(problem, 'a problem');
  const { code, message, path } = problem;
  const told = { code: fields.text(code, 'code'), message: fields.text(message, 'message') };
  return path === undefined ? told : { ...told, path: fields.text(path, 'path') };
}
