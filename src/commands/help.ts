// The help texts, laid out from the catalogue.
import { commands, type FlagSpec, flagSpecs } from './catalogue.ts';

const column = 34;

function row(left: string, right: string): string {
  return left.length < column - 2 ? `  ${left.padEnd(column - 2)}${right}` : `  ${left}\n${' '.repeat(column)}${right}`;
}

function flagRow(name: string, spec: FlagSpec): string {
  return row(`--${name}${spec.value ? ` ${spec.value}` : ''}`, spec.help);
}

const exitCodes = [
  row('0', 'clean, and everything was covered'),
  row('1', 'findings that block'),
  row('2', 'wrong usage or config'),
  row('3', 'incomplete: something could not be scanned, or the repository could not be read'),
];

function generalHelp(): string {
  return [
    'leakgate: stops secrets before they enter a git repository, and finds the ones that already did',
    '',
    'Usage: leakgate <command> [options]',
    '',
    'Commands',
    ...Object.values(commands).map((command) => row(command.usage, command.help)),
    '',
    'Exit codes',
    ...exitCodes,
    '',
    'Run `leakgate <command> --help` for the options of a command.',
    '',
  ].join('\n');
}

/** The help of one command, or the list of commands where `name` is none. */
export function helpText(name?: string): string {
  const command = name !== undefined && Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!command) return generalHelp();
  const flags = [...command.flags, 'help'].map((flag) => flagRow(flag, flagSpecs[flag]));
  return [`Usage: leakgate ${command.usage}`, '', command.help, '', 'Options', ...flags, ''].join('\n');
}
