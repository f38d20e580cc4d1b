// Signs that text is written with escapes, or in pieces: a secret there is no run of bytes that a rule could match. The
// automaton finds them on its way, so they cost nothing where there are none.

export type EscapeKind = 'percent-encoding' | 'backslash escapes' | 'character references' | 'concatenation';

/** Text (ASCII, lower case) → how what follows is written. */
const kinds: readonly (readonly [kind: EscapeKind, texts: readonly string[]])[] = [
  ['percent-encoding', ['%2', '%3', '%4', '%5', '%6', '%7']],
  ['backslash escapes', ['\\u00', '\\x', '\\/']],
  ['character references', ['&#', '&quot;', '&amp;', '&apos;']],
  [
    'concatenation',
    ['"+', '" +', "'+", "' +", '" .', "' .", '"."', "'.'", '" &', '"\\', "'\\", '"\n', "'\n", '"\r', "'\r"],
  ],
];

export const escapeMarkers: ReadonlyMap<string, EscapeKind> = new Map(
  kinds.flatMap(([kind, texts]) => texts.map((text) => [text, kind] as const)),
);

/** How far around a sign a secret is looked for, in bytes: what lies further apart is not one. */
export const escapeReach = { behind: 192, ahead: 448 };

export interface MarkerNeeds {
  /** Whether it joins strings: tokens are told by what stands around. */
  readonly isJoin: boolean;
  /** What the byte behind it must be; null for any. */
  readonly follow: RegExp | null;
}

/** Of a token that is cut by a line end alone so many bytes must stand before the cut. */
export const bareSeamSide = 6;

const hex = /[0-9A-Fa-f]/;
const follows: Readonly<Record<string, RegExp>> = {
  '\\u00': /[2-7]/,
  '\\x': /[2-7]/,
  '\\/': /[A-Za-z0-9+/\\]/,
  '&#': /[0-9xX]/,
};

/** What is known at once of a place where a sign stands for an escape: `escapeAt` says yes nowhere else. */
export function markerNeeds(marker: string): MarkerNeeds {
  if (escapeMarkers.get(marker) === 'concatenation') return { isJoin: true, follow: null };
  return { isJoin: false, follow: marker.startsWith('%') ? hex : (follows[marker] ?? null) };
}
