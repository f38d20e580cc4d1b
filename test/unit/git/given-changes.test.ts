import { expect, it } from 'vitest';
import { givenChanges } from '../../../src/git/given-changes.ts';

const mark = 'leakgate: whole answer 1\0';
const change = ':000000 100644 0000 fd44 A\0m\0';
const give = (text: string, env: NodeJS.ProcessEnv = {}) =>
  givenChanges({ LEAKGATE_CHANGES: '1', ...env }, () => Buffer.from(text))?.toString() ?? null;

it('takes an answer with its end mark, and an empty one', () => {
  expect(give(change + mark)).toBe(change);
  expect(give(mark)).toBe('');
});

it('takes nothing without the mark: git failed, was cut short, or answers another question', () => {
  for (const text of ['', change, change + mark.slice(0, -1), `${change}leakgate: whole answer 2\0`, `${mark}x`])
    expect(give(text)).toBeNull();
});

it('reads only where the hook file says that an answer comes, and once', () => {
  const read = () => {
    throw new Error('stdin was touched');
  };
  expect(givenChanges({}, read)).toBeNull();
  const env = { LEAKGATE_CHANGES: '1' };
  expect(givenChanges(env, () => Buffer.from(mark))?.length).toBe(0);
  expect(givenChanges(env, read)).toBeNull();
});

it('takes nothing where a variable of git could have bent the answer', () => {
  for (const name of ['GIT_EXTERNAL_DIFF', 'GIT_GLOB_PATHSPECS', 'GIT_TRACE', 'GIT_TEST_SPLIT_INDEX', 'GIT_NEW_THING'])
    expect(give(change + mark, { [name]: '1' }), name).toBeNull();
  const usual = { GIT_INDEX_FILE: '.git/index', GIT_AUTHOR_NAME: 'A', GIT_EDITOR: ':', GIT_PREFIX: '', PATH: '/bin' };
  expect(give(change + mark, usual)).toBe(change);
});
