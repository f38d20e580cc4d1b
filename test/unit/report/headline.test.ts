import { expect, it } from 'vitest';
import { describeReport } from '../../../src/report/describe-report.ts';
import { changeNoun, headline } from '../../../src/report/headline.ts';
import { sampleReport, sampleVerdict } from '../../support/sample-report.ts';

const blocking = [sampleVerdict(), sampleVerdict({ blocks: false, severity: 'low' })];
const warning = [sampleVerdict({ blocks: false })];
const open = { ...sampleReport().receipt, expected: 6 };
const missed = { ...sampleReport().receipt, canary: 'missed' } as const;

it.each([
  ['hook pre-commit', 'leakgate blocked this commit: 1 secret, 1 warning'],
  ['hook pre-merge-commit', 'leakgate blocked this merge: 1 secret, 1 warning'],
  ['hook commit-msg', 'leakgate blocked this commit: 1 secret in its message, 1 warning'],
  ['hook pre-push', 'leakgate blocked this push: 1 secret, 1 warning'],
  ['staged', 'leakgate found 1 secret in what is staged, 1 warning'],
  ['range', 'leakgate found 1 secret in these commits, 1 warning'],
  ['history', "leakgate found 1 secret in this repository's history, 1 warning"],
  ['scan', 'leakgate found 1 secret, 1 warning'],
])('%s: %s', (command, line) => {
  expect(headline(describeReport(sampleReport(blocking, { command })), 31)).toBe(line);
});

it.each([
  ['hook pre-push', { receipt: open }, 'leakgate blocked this push: not everything could be checked'],
  ['history', { receipt: open }, 'leakgate could not check everything'],
  ['staged', { receipt: missed }, 'leakgate failed its self-test: nothing was judged'],
])('%s incomplete: %s', (command, changes, line) => {
  expect(headline(describeReport(sampleReport([], { command, ...changes })), 31)).toBe(line);
});

it('tells warnings and a clean run', () => {
  expect(headline(describeReport(sampleReport(warning)), 31)).toBe('leakgate lets this commit pass: 1 warning');
  expect(headline(describeReport(sampleReport(warning, { command: 'scan' })), 31)).toBe(
    'leakgate found nothing that blocks: 1 warning',
  );
  expect(headline(describeReport(sampleReport()), 4312)).toBe('leakgate: clean, 5 of 5 staged files, 12 kB, 4.3 s');
});

it('names the change under judgement', () => {
  expect(['staged', 'hook pre-push', 'range', 'history'].map(changeNoun)).toEqual([
    'this commit',
    'this push',
    'these commits',
    'this change',
  ]);
});
