// Reads what git writes to the stdin of a pre-push hook (githooks(5)).
import { ToolError } from '../model/errors.ts';

export interface RefUpdate {
  /** What the user named: a full ref, `HEAD`, a raw id, or any revision expression, which may hold blanks. */
  readonly localRef: string;
  readonly localId: string;
  readonly remoteRef: string;
  /** All zeros when the remote has no such ref. */
  readonly remoteId: string;
}

// refs/heads/main 67890… refs/heads/foreign 12345…
// (delete) 0000… refs/heads/gone 12345…
// HEAD@{2 days ago} 67890… refs/heads/main 0000…
const update = /^(.+) ([0-9a-f]{40}|[0-9a-f]{64}) (\S+) ([0-9a-f]{40}|[0-9a-f]{64})$/;

/**
 * The ref updates of a push. The last line may lack its end.
 * @throws ToolError bad-push-line: what cannot be read might be the one that leaks
 */
export function parsePushLines(text: string): RefUpdate[] {
  return text.split(/\r?\n/).flatMap((line, at) => {
    if (line === '') return [];
    const fields = update.exec(line);
    if (fields === null || fields[2].length !== fields[4].length) {
      throw new ToolError('bad-push-line', { line: String(at + 1) });
    }
    return [{ localRef: fields[1], localId: fields[2], remoteRef: fields[3], remoteId: fields[4] }];
  });
}
