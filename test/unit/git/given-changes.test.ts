import { beforeEach, expect, it } from 'vitest';
import { type GivenBase, givenChanges } from '../../../src/git/given-changes.ts';

const mark = 'leakgate: whole answer 1\0';
const change = ':000000 100644 0000 fd44 A\0m\0';
const give = (text: string, env: NodeJS.ProcessEnv = {}, base: GivenBase = 'HEAD') =>
  givenChanges(base, { LEAKGATE_CHANGES: '1', ...env }, () => Buffer.from(text))?.toString() ?? null;

beforeEach(() => {
  // What a test before did not take.
  for (const base of ['HEAD', 'HEAD^'] as const) givenChanges(base, {});
});

it('takes an answer with its end mark, and an empty one', () => {
  expect(give(change + mark)).toBe(change);
  expect(give(mark)).toBe('');
});

it('takes nothing without the mark: git failed, was cut short, or answers another question', () => {
  for (const text of ['', change, change + mark.slice(0, -1), `${change}leakgate: whole answer 2\0`, `${mark}x`])
    expect(give(text)).toBeNull();
});

it('takes the answer against the parent behind the other one, and neither where the second was cut short', () => {
  const parent = 'leakgate: parent answer 1\0';
  const other = ':000000 100644 0000 fd44 A\0other\0';
  const both = change + mark + other + parent;
  expect(give(both)).toBe(change);
  expect(give(both, {}, 'HEAD^')).toBe(other);
  expect(give(mark + parent, {}, 'HEAD^')).toBe('');
  expect(give(change + mark, {}, 'HEAD^')).toBeNull();
  for (const text of [change + mark + other, change + other + parent, parent, `:x\0${mark}${parent}`])
    for (const base of ['HEAD', 'HEAD^'] as const) expect(give(text, {}, base)).toBeNull();
});

it('knows a file that is called like a mark', () => {
  const named = `:000000 100644 0000 fd44 A\0${mark}:000000 100644 0000 fd44 A\0leakgate: parent answer 1\0`;
  expect(give(named)).toBeNull();
  expect(give(named + mark)).toBe(named);
  const both = `${named}${mark}${named}leakgate: parent answer 1\0`;
  expect(give(both)).toBe(named);
  expect(give(both, {}, 'HEAD^')).toBe(named);
});

it('reads only where the hook file says that an answer comes, and once', () => {
  const read = () => {
    throw new Error('stdin was touched');
  };
  expect(givenChanges('HEAD', {}, read)).toBeNull();
  const env = { LEAKGATE_CHANGES: '1' };
  expect(givenChanges('HEAD', env, () => Buffer.from(mark))?.length).toBe(0);
  expect(givenChanges('HEAD', env, read)).toBeNull();
});

it('takes nothing where a variable of git could have bent the answer', () => {
  for (const name of ['GIT_EXTERNAL_DIFF', 'GIT_GLOB_PATHSPECS', 'GIT_TRACE', 'GIT_TEST_SPLIT_INDEX', 'GIT_NEW_THING'])
    expect(give(change + mark, { [name]: '1' }), name).toBeNull();
  const usual = { GIT_INDEX_FILE: '.git/index', GIT_AUTHOR_NAME: 'A', GIT_EDITOR: ':', GIT_PREFIX: '', PATH: '/bin' };
  expect(give(change + mark, usual)).toBe(change);
});
