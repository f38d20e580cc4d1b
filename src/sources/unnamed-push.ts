// A push whose ref lines never reached us (git sends none when everything is up to date; a hook that ran before may have
// eaten them): covers what the current branch has that its remote is not known to have.

import type { WalkedSpan } from '../git/commit-changes.ts';
import { isHeadUnborn } from '../git/head-state.ts';
import type { Repository } from '../git/repository.ts';
import { resolveSpan } from '../git/revisions.ts';
import { GitError } from '../model/errors.ts';
import type { SourceItem } from '../model/source-item.ts';
import { commitItems } from './commit-items.ts';

/** Items of `@{push}..HEAD`, or without an upstream of all that no remote has. Says so only when there is something. */
export async function* unnamedPushItems(
  repo: Repository,
  note: (sentence: string) => void,
): AsyncGenerator<SourceItem> {
  if (isHeadUnborn(repo)) return;
  const span = spanOf(repo);
  let isFirst = true;
  for await (const item of commitItems(repo, span, { origin: 'file', isLfsGap: false, seen: new Set() })) {
    if (isFirst) note(sentenceFor(span));
    isFirst = false;
    yield item;
  }
}

function spanOf(repo: Repository): WalkedSpan {
  try {
    return resolveSpan(repo, ['@{push}..HEAD']);
  } catch (error) {
    if (!(error instanceof GitError)) throw error;
    // No upstream, or a detached HEAD.
    return { ...resolveSpan(repo, ['HEAD']), isKnownToAny: true };
  }
}

function sentenceFor({ isKnownToAny }: WalkedSpan): string {
  const range = isKnownToAny ? 'what HEAD has and no remote' : '@{push}..HEAD';
  return `git named no refs on stdin, so ${range} was scanned; other refs of this push, if any, were not seen.`;
}
