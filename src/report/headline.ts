// The first line of the text report. Clients with a window show little more than this one: it says plainly what happened.
import { cleanHeadline } from './clean-line.ts';
import { countOf } from './quantities.ts';
import type { ReportData } from './report-data.ts';

/** What a hook stands guard over, by the command's name. */
const guarded: Readonly<Record<string, string>> = {
  'hook pre-commit': 'this commit',
  'hook pre-merge-commit': 'this merge',
  'hook commit-msg': 'this commit',
  'hook pre-push': 'this push',
  'hook pre-receive': 'this push',
};

/** Where the secrets are, for commands that only look. */
const looked: Readonly<Record<string, string>> = {
  staged: ' in what is staged',
  range: ' in these commits',
  history: " in this repository's history",
};

/** The change under judgement, as in "allowed by this commit". */
export function changeNoun(command: string): string {
  if (command === 'staged') return 'this commit';
  return guarded[command] ?? (command === 'range' ? 'these commits' : 'this change');
}

/** How many findings only warn. */
export function warningCount({ summary }: ReportData): number {
  return summary.status.new - summary.blocking;
}

function blockedLine(data: ReportData): string {
  const { command } = data.tool;
  const secrets = countOf(data.summary.blocking, 'secret');
  const warnings = warningCount(data) > 0 ? `, ${countOf(warningCount(data), 'warning')}` : '';
  if (!(command in guarded)) return `leakgate found ${secrets}${looked[command] ?? ''}${warnings}`;
  const place = command === 'hook commit-msg' ? ' in its message' : '';
  return `leakgate blocked ${guarded[command]}: ${secrets}${place}${warnings}`;
}

function incompleteLine(data: ReportData): string {
  const { command } = data.tool;
  if (data.receipt.canary === 'missed') return 'leakgate failed its self-test: nothing was judged';
  if (command in guarded) return `leakgate blocked ${guarded[command]}: not everything could be checked`;
  return 'leakgate could not check everything';
}

/** The line for `data`, without a line end. `milliseconds` is how long the run took. */
export function headline(data: ReportData, milliseconds: number): string {
  const { command } = data.tool;
  switch (data.summary.verdict) {
    case 'blocked':
      return blockedLine(data);
    case 'incomplete':
      return incompleteLine(data);
    case 'warnings': {
      const warnings = countOf(warningCount(data), 'warning');
      return command in guarded
        ? `leakgate lets ${guarded[command]} pass: ${warnings}`
        : `leakgate found nothing that blocks: ${warnings}`;
    }
    case 'clean':
      return cleanHeadline(data.receipt, milliseconds);
  }
}
