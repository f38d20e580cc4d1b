// Findings that another remote holds already, a paragraph for each remote: a first push to a fork would drown in them.
import { countOf } from './quantities.ts';
import type { FindingData } from './report-data.ts';
import { placeName } from './text-place.ts';
import type { TextStyle } from './text-style.ts';
import { wrapText } from './wrap-text.ts';

/** Kinds that are named; the rest is counted. */
const mostKinds = 4;

function kindsOf(findings: readonly FindingData[]): string {
  const counts = new Map<string, number>();
  for (const { title } of findings) counts.set(title, (counts.get(title) ?? 0) + 1);
  const kinds = [...counts].sort((a, b) => b[1] - a[1]);
  const named = kinds.slice(0, mostKinds).map(([title, count]) => (count === 1 ? title : `${count} × ${title}`));
  const more = kinds.length - named.length;
  return [...named, ...(more > 0 ? [`${countOf(more, 'other kind')}`] : [])].join(', ');
}

/** Places that are named. */
const mostPlaces = 3;

function placesOf(findings: readonly FindingData[]): string {
  const places = [...new Set(findings.map((finding) => placeName(finding)))];
  const more = places.length - mostPlaces;
  return [...places.slice(0, mostPlaces), ...(more > 0 ? [`${more} more`] : [])].join(', ');
}

/** The paragraphs; `findings` have `heldBy`. */
export function heldSections(findings: readonly FindingData[], style: TextStyle): string[][] {
  const remotes = [...new Set(findings.map(({ heldBy }) => heldBy ?? ''))].sort();
  return remotes.map((remote) => {
    const held = findings.filter(({ heldBy }) => heldBy === remote);
    const sentence =
      `${style.colors.red('✖')} ${countOf(held.length, 'secret')} that ${remote} holds already: ${kindsOf(held)} in ${placesOf(held)}. ` +
      `After review (--verbose or \`leakgate history\` shows each): \`leakgate baseline --held-by ${remote} --reason "…"\`, ` +
      'then commit it and push again.';
    return wrapText(sentence, style.width - 2).map((line, row) => style.commandsIn(row === 0 ? line : `  ${line}`));
  });
}
