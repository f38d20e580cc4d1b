// Entry → line, and entries into the text of an ignore file: sorted bytewise, comments stay with the entry below them.
import { compareBytes } from './compare-bytes.ts';
import { type IgnoreTerms, readLine } from './parse-ignores.ts';

/** `<fingerprint> owner=<who> until=<date|never> -- <reason>`; the terms are ones in which `findFault` finds nothing. */
export function formatIgnore({ fingerprint, owner, until, reason }: IgnoreTerms): string {
  return `${fingerprint} owner=${owner} until=${until} -- ${reason}`;
}

/** An entry's line with the comments and empty lines above it. */
interface Block {
  readonly above: readonly string[];
  readonly fingerprint: string;
  readonly line: string;
}

/**
 * Puts entries into the text of an ignore file, each in place of lines with the same fingerprint, and sorts the entries.
 * Comments above the first entry speak of the whole file and stay at its top; line ends become `\n`.
 * @param text one that `parseIgnores` accepts; empty for a new file
 */
export function mergeIgnores(text: string, entries: readonly IgnoreTerms[]): string {
  const { header, blocks, footer } = readBlocks(text);
  const byFingerprint = new Map(blocks.map((block) => [block.fingerprint, block]));
  for (const terms of entries) {
    const above = byFingerprint.get(terms.fingerprint)?.above ?? [];
    byFingerprint.set(terms.fingerprint, { above, fingerprint: terms.fingerprint, line: formatIgnore(terms) });
  }
  const sorted = [...byFingerprint.values()].sort((a, b) => compareBytes(a.line, b.line));
  const lines = [...header, ...sorted.flatMap(({ above, line }) => [...above, line]), ...footer];
  return `${lines.join('\n')}\n`;
}

function readBlocks(text: string): { header: string[]; blocks: Block[]; footer: string[] } {
  const blocks: Block[] = [];
  let header: string[] | null = null;
  let above: string[] = [];
  for (const line of text.replace(/\s+$/, '').split(/\r?\n/)) {
    const terms = line.startsWith('#') ? '' : readLine(line.trimEnd());
    if (typeof terms === 'string') {
      if (line.trim() !== '' || above.length > 0) above.push(line.trimEnd());
      continue;
    }
    const isFirst = header === null;
    header ??= above;
    blocks.push({ above: isFirst ? [] : above, fingerprint: terms.fingerprint, line: line.trimEnd() });
    above = [];
  }
  return { header: header ?? above, blocks, footer: header === null ? [] : above };
}
