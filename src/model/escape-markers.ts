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
