// The end of the text report: what was covered, what was not and why, and how to accept it.
import { formatCount } from './quantities.ts';
import type { ReceiptData } from './report-data.ts';
import { unaccounted } from './run-verdict.ts';
import type { TextStyle } from './text-style.ts';
import { wrapText } from './wrap-text.ts';

/** What a gap means and what closes it, by its kind. */
const gapTexts: Readonly<Record<string, string>> = {
  shallow: 'the history is cut off here (shallow clone); `git fetch --unshallow` brings the rest',
  partial: 'this partial clone lacks the content; `git fetch --refetch --no-filter` brings it',
  lfs: 'the content is kept by Git LFS, outside the repository',
  limit: 'above a size limit',
  encrypted: 'encrypted, so nobody can look inside',
  unreadable: 'could not be read',
  missing: 'named but absent; of a repository `git fsck` tells more',
  deadline: 'the time allowed for this run was over',
  damaged: 'damaged, so not readable; of a repository `git fsck` tells more',
};

/** What keeps the run from counting as complete, and what accepts it; empty when it is complete. */
export function gapLines(receipt: ReceiptData, style: TextStyle): string[] {
  const gaps = receipt.skipped
    .filter((skip) => skip.gap && !skip.accepted)
    .map(
      ({ kind, count }) =>
        `${formatCount(count)} ${kind}: ${gapTexts[kind] ?? 'not covered'}. Accept it: \`--accept-gap ${kind}\``,
    );
  const open = unaccounted(receipt);
  if (open > 0)
    gaps.push(`${formatCount(open)} unaccounted for: asked for, and neither checked nor listed as skipped.`);
  if (receipt.canary === 'missed')
    gaps.push('the self-test: a planted test secret went unseen. Check which rules the config switches off.');
  if (gaps.length === 0) return [];
  const lines = gaps.flatMap((gap) =>
    wrapText(gap, style.width - 4).map((line, row) => `${row === 0 ? '  - ' : '    '}${style.commandsIn(line)}`),
  );
  return [style.colors.bold(style.colors.yellow('Not checked')), ...lines];
}
