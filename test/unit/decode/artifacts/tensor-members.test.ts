import { expect, it } from 'vitest';
import { tensorMembers } from '../../../../src/decode/artifacts/tensor-members.ts';

it('tells the tensors of an archive of torch.save by the pickle beside them, and nothing else', () => {
  const names = [
    'm/data.pkl',
    'm/data/0',
    'm/data/17',
    'm/version',
    'm/data/0/x',
    'other/data/0',
    'm/code/1',
    'm/data/a',
  ];
  expect([...tensorMembers(names)]).toEqual(['m/data/0', 'm/data/17']);
  expect([...tensorMembers(['data.pkl', 'data/3', 'constants/1'])]).toEqual(['data/3']);
  expect([...tensorMembers(['xdata.pkl', 'xdata/3'])]).toEqual([]);
  expect([...tensorMembers(['a/constants.pkl', 'a/constants/1'])]).toEqual(['a/constants/1']);
});
