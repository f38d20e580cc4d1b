// The message of a commit being made, from the file that git hands to the commit-msg hook.
import { readFileSync } from 'node:fs';
import { UsageError } from '../model/errors.ts';
import type { SourceItem } from '../model/source-item.ts';

// # ------------------------ >8 ------------------------
// # Do not modify or remove the line above.
// # Everything below it will be ignored.
// diff --git a/file b/file
const scissors = /^# -{24} >8 -{24}\r?\n#/m;
const commentLine = /^#.*$/gm;

/**
 * The message as git will store it, lines kept in their places: with an editor, lines that begin with `#` are git's
 * comments and what follows the scissors of `commit --verbose` is a diff. Without one (`-m`, `-F`, merges) git keeps
 * both, so they are scanned; it tells the hook by GIT_EDITOR=:.
 * @throws UsageError no-such-path when the file cannot be read
 */
export function* messageFileItems(path: string, env: NodeJS.ProcessEnv = process.env): Generator<SourceItem> {
  const bytes = readMessage(path);
  const isEdited = env.GIT_EDITOR !== ':';
  yield {
    bytes: isEdited ? withoutComments(bytes) : bytes,
    place: { origin: 'message', path: null },
    isNamed: true,
  };
}

function readMessage(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch {
    throw new UsageError('no-such-path', { path });
  }
}

function withoutComments(bytes: Buffer): Buffer {
  // One character a byte, so that no encoding is harmed.
  const text = bytes.toString('latin1');
  const end = text.search(scissors);
  return Buffer.from((end === -1 ? text : text.slice(0, end)).replace(commentLine, ''), 'latin1');
}
