// `--format json`: the whole report as one document. `--format jsonl`: one finding a line, then one line with the rest.
import type { Report } from '../model/report.ts';
import { describeReport } from './describe-report.ts';
import { escapeJson } from './escape-control.ts';

/** The report after schema/leakgate-report-1.schema.json, indented, with a line end. */
export function renderJson(report: Report): string {
  return `${escapeJson(JSON.stringify(describeReport(report), null, 2))}\n`;
}

/** Each finding on a line of its own; the last line has everything but `findings`. */
export function renderJsonl(report: Report): string {
  const { findings, ...rest } = describeReport(report);
  return [...findings, rest].map((line) => `${escapeJson(JSON.stringify(line))}\n`).join('');
}
