// What a run left out by design or with consent, in words.
import { formatCount } from './quantities.ts';
import type { ReceiptData, SkipData } from './report-data.ts';

/** What is left out by design: one, and many. */
const skipTexts: Readonly<Record<string, readonly [string, string]>> = {
  submodule: ['submodule link', 'submodule links'],
  'ignored-path': ['ignored path', 'ignored paths'],
  'lfs-pointer': ['LFS file (its pointer was checked)', 'LFS files (their pointers were checked)'],
  unreachable: ['unreachable object', 'unreachable objects'],
};

function skipName({ kind, count, accepted }: SkipData): string {
  const text = skipTexts[kind]?.[count === 1 ? 0 : 1] ?? kind;
  return `${formatCount(count)} ${text}${accepted ? ' (gap, accepted)' : ''}`;
}

/** `1 submodule link, 2 missing (gap, accepted)`: left out by design or with consent; empty when nothing was. */
export function leftOut(receipt: ReceiptData): string {
  return receipt.skipped
    .filter((skip) => !skip.gap || skip.accepted)
    .map(skipName)
    .join(', ');
}
