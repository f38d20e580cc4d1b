// What `leakgate doctor` found, as text or as data.
import type { Check, CheckStatus, Diagnosis } from '../model/check.ts';
import { type Colors, noColors } from './colors.ts';
import { escapeControl } from './escape-control.ts';
import { wrapText } from './wrap-text.ts';

const marks: Readonly<Record<CheckStatus, string>> = { ok: '✓', info: '·', warn: '!', fail: '✖' };
const usualWidth = 100;
const indent = '  ';

function colored(status: CheckStatus, mark: string, colors: Colors): string {
  if (status === 'ok') return colors.green(mark);
  if (status === 'warn') return colors.yellow(mark);
  return status === 'fail' ? colors.red(mark) : colors.dim(mark);
}

function checkLines({ status, message, fix }: Check, colors: Colors): string[] {
  const lines = wrapText(escapeControl(message), usualWidth - indent.length).map((line, row) =>
    row === 0 ? `${colored(status, marks[status], colors)} ${line}` : indent + line,
  );
  if (fix === undefined) return lines;
  return [
    ...lines,
    ...wrapText(escapeControl(fix), usualWidth - 2 * indent.length).map((line) => indent + indent + line),
  ];
}

/** Text for people, ending in a line end. */
export function renderDoctorText({ version, isEffective, checks }: Diagnosis, colors: Colors = noColors): string {
  const failed = checks.filter(({ status }) => status === 'fail').length;
  const warned = checks.filter(({ status }) => status === 'warn').length;
  const warnings = warned === 0 ? '' : `, ${warned} warning${warned === 1 ? '' : 's'}`;
  const head = isEffective
    ? `leakgate ${version}: the gate works here${warnings}`
    : `leakgate ${version}: the gate does not work here: ${failed} problem${failed === 1 ? '' : 's'}${warnings}`;
  const lines = [colors.bold(head), '', ...checks.flatMap((check) => checkLines(check, colors))];
  return `${lines.join('\n')}\n`;
}

/** The same as JSON: `{ version: 1, tool, effective, checks }`. */
export function renderDoctorJson({ version, isEffective, checks }: Diagnosis): string {
  return `${JSON.stringify({ version: 1, tool: { name: 'leakgate', version }, effective: isEffective, checks }, null, 2)}\n`;
}
