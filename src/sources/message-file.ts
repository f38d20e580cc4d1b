// The message of a commit being made, from the file that git hands to the commit-msg hook.
import { readFileSync } from 'node:fs';
import type { MessageCleanup } from '../git/message-cleanup.ts';
import { UsageError } from '../model/errors.ts';
import type { SourceItem } from '../model/source-item.ts';

export interface MessageTerms {
  readonly env?: NodeJS.ProcessEnv;
  /** How git will clean the message; asked for only where a line may be a comment. As git does by itself where absent. */
  readonly cleanup?: () => MessageCleanup;
}

const usual: MessageCleanup = { comment: '#', scissors: '#' };

/**
 * The message as git will store it, lines kept in their places: with an editor, lines that begin with the comment character
 * are git's own and what follows the scissors of `commit --verbose` is a diff. Without one (`-m`, `-F`, merges) git keeps
 * both, so they are scanned; it tells the hook by GIT_EDITOR=:.
 * @throws UsageError no-such-path when the file cannot be read
 */
export function* messageFileItems(
  path: string,
  { env = process.env, cleanup }: MessageTerms = {},
): Generator<SourceItem> {
  const bytes = readMessage(path);
  const isEdited = env.GIT_EDITOR !== ':';
  yield {
    bytes: isEdited && mayHoldComments(bytes) ? withoutComments(bytes, cleanup?.() ?? usual) : bytes,
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

/** git's own comments say how to write a message; they begin with a character that is no letter. */
function mayHoldComments(bytes: Buffer): boolean {
  return /^[^\w\s]/m.test(bytes.toString('latin1'));
}

function escaped(text: string): string {
  return Buffer.from(text)
    .toString('latin1')
    .replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}

// # ------------------------ >8 ------------------------
// # Do not modify or remove the line above.
// # Everything below it will be ignored.
// diff --git a/file b/file
function withoutComments(bytes: Buffer, { comment, scissors }: MessageCleanup): Buffer {
  // One character a byte, so that no encoding is harmed.
  let text = bytes.toString('latin1');
  if (scissors !== null) {
    const end = text.search(new RegExp(`^${escaped(scissors)} -{24} >8 -{24}\\r?\\n${escaped(scissors)}`, 'm'));
    if (end >= 0) text = text.slice(0, end);
  }
  if (comment !== null) text = text.replace(new RegExp(`^${escaped(comment)}.*$`, 'gm'), '');
  return Buffer.from(text, 'latin1');
}
