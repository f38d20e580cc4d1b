// Reads what git writes to the stdin of a pre-push or pre-receive hook (githooks(5)).
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
      throw new ToolError('bad-push-line', { line: String(at + 1), hook: 'pre-push' });
    }
    return [{ localRef: fields[1], localId: fields[2], remoteRef: fields[3], remoteId: fields[4] }];
  });
}

// 12345… 67890… refs/heads/main
// 0000… 67890… refs/heads/new
// 12345… 0000… refs/heads/gone
const received = /^([0-9a-f]{40}|[0-9a-f]{64}) ([0-9a-f]{40}|[0-9a-f]{64}) (\S+)$/;

/**
 * The ref updates that a server was sent. git always names at least one, so none means that something took them away.
 * @throws ToolError bad-push-line, no-push-lines
 */
export function parseReceivedLines(text: string): RefUpdate[] {
  const updates = text.split(/\r?\n/).flatMap((line, at) => {
    if (line === '') return [];
    const fields = received.exec(line);
    if (fields === null || fields[1].length !== fields[2].length) {
      throw new ToolError('bad-push-line', { line: String(at + 1), hook: 'pre-receive' });
    }
    return [{ localRef: fields[3], localId: fields[2], remoteRef: fields[3], remoteId: fields[1] }];
  });
  if (updates.length === 0) throw new ToolError('no-push-lines');
  return updates;
}
