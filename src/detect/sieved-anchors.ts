// What is known of the bytes in and around each anchor wherever some rule, or a sign of escapes, is looked for there.
import { escapeMarkers, markerNeeds } from '../model/escape-markers.ts';
import type { Before, SievedAnchor } from './anchor-sieve.ts';
import type { AnchorUse, RuleIndex } from './rule-index.ts';

/** The anchors of an index; one that must stand exactly as written comes once for each writing. */
export function sievedAnchors({ anchorCount, anchor, usesOf }: RuleIndex): SievedAnchor[] {
  const list: SievedAnchor[] = [];
  for (let number = 0; number < anchorCount; number++) {
    const [text, uses] = [anchor(number), usesOf(number)];
    if (uses.length === 0 || escapeMarkers.has(text)) list.push(markerAnchor(text, uses.length > 0));
    else list.push(...ruleAnchors(text, uses));
  }
  return list;
}

function markerAnchor(text: string, hasUses: boolean): SievedAnchor {
  const { isJoin, follow } = markerNeeds(text);
  if (hasUses) return { text, isAnyCase: true, before: 'any', follow: null };
  const bytes = follow === null ? null : allBytes.filter((byte) => follow.test(String.fromCharCode(byte)));
  return { text, isAnyCase: true, before: isJoin ? 'token' : 'any', follow: bytes };
}

function ruleAnchors(text: string, uses: readonly AnchorUse[]): SievedAnchor[] {
  const before: Before = uses.every(({ startsWord }) => startsWord) ? 'word' : 'any';
  const exact = uses.map((use) => use.exact);
  const common = { before, follow: null };
  if (exact.includes(null)) return [{ text, isAnyCase: true, ...common }];
  return [...new Set(exact)].map((form) => ({ text: form as string, isAnyCase: false, ...common }));
}

const allBytes = Array.from({ length: 256 }, (_, byte) => byte);
