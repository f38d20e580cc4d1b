// A push whose ref lines never reached us (git sends none when everything is up to date; a hook that ran before, or a hook
// manager, may have eaten them): covers what the manager says is pushed, else what the current branch has that its remote
// is not known to have.

import type { WalkedSpan } from '../git/commit-changes.ts';
import { isHeadUnborn } from '../git/head-state.ts';
import type { Repository } from '../git/repository.ts';
import { resolveSpan } from '../git/revisions.ts';
import { GitError } from '../model/errors.ts';
import type { SourceItem } from '../model/source-item.ts';
import { commitItems } from './commit-items.ts';

/** One ref update, as pre-commit and prek tell it to a pre-push hook in PRE_COMMIT_* variables. */
export interface HandedOn {
  readonly from?: string;
  /** The id that is pushed, or the local branch where everything up to its root is new. */
  readonly tip: string;
  readonly refs: readonly string[];
  readonly remote?: string;
}

export interface UnnamedPush {
  readonly handedOn?: HandedOn | null;
  readonly note: (sentence: string) => void;
}

/** Reads what the framework set; null when none of it is there. */
export function handedOnBy(env: NodeJS.ProcessEnv): HandedOn | null {
  const { PRE_COMMIT_FROM_REF: from, PRE_COMMIT_TO_REF: to, PRE_COMMIT_LOCAL_BRANCH: local } = env;
  const tip = to || local;
  if (!tip) return null;
  const refs = [local, env.PRE_COMMIT_REMOTE_BRANCH].filter((ref) => ref !== undefined && ref !== '') as string[];
  return { from: from || undefined, tip, refs, remote: env.PRE_COMMIT_REMOTE_NAME };
}

/** Items of the range that is told or worked out. Says so only when there is something in it. */
export async function* unnamedPushItems(repo: Repository, push: UnnamedPush): AsyncGenerator<SourceItem> {
  const { handedOn } = push;
  if (!handedOn && isHeadUnborn(repo)) return;
  for (const ref of new Set(handedOn?.refs)) {
    yield { bytes: Buffer.from(ref), place: { origin: 'ref', path: null, ref }, isNamed: false };
  }
  const { span, words } = handedOn ? toldSpan(repo, handedOn) : workedOutSpan(repo);
  let isFirst = true;
  for await (const item of commitItems(repo, span, { origin: 'file', isLfsGap: false, seen: new Set() })) {
    if (isFirst) push.note(`${words}; other refs of this push, if any, were not seen.`);
    isFirst = false;
    yield item;
  }
}

interface Spanned {
  readonly span: WalkedSpan;
  readonly words: string;
}

/** The framework tells one ref, and no range for a branch that shares nothing with the remote. */
function toldSpan(repo: Repository, { from, tip, remote }: HandedOn): Spanned {
  const span = resolveSpan(repo, from === undefined ? [tip] : [tip, `^${from}`]);
  const isPlain = remote !== undefined && /^[\w.-]+$/.test(remote) && !remote.startsWith('-');
  return {
    span: isPlain ? { ...span, knownTo: remote } : span,
    words: 'The hook manager handed on one ref of this push, and what it brings was scanned',
  };
}

function workedOutSpan(repo: Repository): Spanned {
  try {
    return { span: resolveSpan(repo, ['@{push}..HEAD']), words: sentenceFor('@{push}..HEAD') };
  } catch (error) {
    if (!(error instanceof GitError)) throw error;
    // No upstream, or a detached HEAD.
    const span = { ...resolveSpan(repo, ['HEAD']), isKnownToAny: true };
    return { span, words: sentenceFor('what HEAD has and no remote') };
  }
}

function sentenceFor(range: string): string {
  return `git named no refs on stdin, so ${range} was scanned`;
}
