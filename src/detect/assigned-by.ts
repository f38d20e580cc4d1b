// Reads from a match how its name and value are joined: the syntax says whether a bare word is a literal and how much it counts.
import type { Assigned, Join } from './judge-value.ts';
import type { Match } from './match-at-anchor.ts';

const comparison = /^[^=!]*[!=]==?/;
const list = /[,({]\s*$/;

/** Text between tags; where no tag follows, it is a sentence. */
const tag = /^\\?["']?>$/;

function joinOf(join: string, isCommand: boolean, after: string | undefined): Join {
  if (tag.test(join)) return after === '<' ? 'assigned' : 'spoken';
  if (comparison.test(join) && !/=>|\?\?=|\|\|=/.test(join)) return 'compared';
  if (/^[ \t_-]*$/.test(join)) return isCommand ? 'assigned' : 'spoken';
  return list.test(join) && !/[=:][^=:]*$/.test(join) ? 'listed' : 'assigned';
}

/**
 * Whether a bare value is what it says rather than the name of a variable: after a flag or a command, as a default, as text
 * between tags, after `NAME=` in capitals or at the start of a line, after `name:` on a line of its own.
 */
function isLiteral({ groups }: Match, name: string, join: string, isCommand: boolean): boolean {
  if (isCommand || join === ':-' || join.includes('\n') || tag.test(join)) return true;
  const startsLine = groups.indent !== undefined;
  if (join === '=') return (/^[A-Z][A-Z0-9_]*$/.test(name) || startsLine) && !/[,);]/.test(groups.after ?? '');
  return /^["']?:[ \t]+$/.test(join) && startsLine && groups.after === '';
}

/** The name, the value and how they are joined. Rules without a group `join` count as assignments. */
export function assignedBy(match: Match, value: string): Assigned {
  const { name = '', join = ' = ', command } = match.groups;
  const isCommand = command !== undefined || /^-{1,2}[A-Za-z]/.test(name);
  const before = match.text[match.secretStart - match.start - 1] ?? '';
  return {
    name,
    value,
    isQuoted: /["'`]/.test(before),
    isDefined: command === 'define',
    isLiteral: isLiteral(match, name, join, isCommand),
    join: joinOf(join, isCommand, match.groups.after),
  };
}
