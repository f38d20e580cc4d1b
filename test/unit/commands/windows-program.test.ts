import { describe, expect, it } from 'vitest';
import { programFor } from '../../../src/commands/windows-program.ts';

const env = { Path: 'C:\\node;C:\\tools', PATHEXT: '.EXE;.CMD', ComSpec: 'C:\\Windows\\cmd.exe' };
const windows = { platform: 'win32', env };
const only = (path: string) => (asked: string) => asked === path;

describe('the program behind a command', () => {
  it('is the command itself outside Windows', () => {
    expect(programFor('npm', ['a b'], { platform: 'linux', env })).toEqual({
      file: 'npm',
      args: ['a b'],
      isVerbatim: false,
    });
  });

  it('is the .exe that PATH leads to', () => {
    expect(programFor('git', ['x'], windows, only('C:\\tools\\git.EXE'))).toEqual({
      file: 'C:\\tools\\git.EXE',
      args: ['x'],
      isVerbatim: false,
    });
  });

  it('is cmd.exe for a .cmd, with every argument in quotes', () => {
    expect(programFor('npm', ['run', 'a b', 'C:\\x\\'], windows, only('C:\\node\\npm.CMD'))).toEqual({
      file: 'C:\\Windows\\cmd.exe',
      args: ['/d', '/s', '/c', '""C:\\node\\npm.CMD" "run" "a b" "C:\\x\\\\""'],
      isVerbatim: true,
    });
  });

  it.each(['"', '%PATH%', 'a&b', 'a|b', '^', '<x', 'x>', '!x!', '(x)', 'a\nb'])(
    'refuses %j as an argument of a .cmd',
    (argument) => {
      expect(() => programFor('npm', [argument], windows, only('C:\\node\\npm.CMD'))).toThrow(/cmd\.exe would read/);
    },
  );
});
