// Reads `leakgate:allow <rule> <reason>` in a comment on the line of a secret or on the line above it.
// The marker must follow a comment leader, name the rule exactly and give a reason; anything less allows nothing.

/** Bytes looked at on each side of the secret's start; the same clip that rules get. */
const reach = 4096;
/** Longest reason that is repeated in a report, in characters. */
const maxReason = 200;

const leader = String.raw`(?:#|\/\/|\/\*|--|;|<!--|%|'|\b[Rr][Ee][Mm]\b)`;
const marker = new RegExp(`${leader}[#/*!;%-]{0,8}[ \\t]{0,40}leakgate:allow[ \\t]+(\\S+)(.*)`);
/** A line that is a comment and nothing else; `*` continues a block comment. */
const commentLine = new RegExp(`^\\s*(?:${leader}|\\*)`);
const blockMiddle = /^\s*\*[ \t]{0,40}leakgate:allow[ \t]+(\S+)(.*)/;
/** Where a comment ends on its own line; what follows is code and may hold the secret itself. */
const closer = /\*\/|-->|%>|#\}|\*\)/;

export interface AllowComment {
  /** Null when none is given: such a comment allows nothing and should be pointed out. */
  readonly reason: string | null;
}

/**
 * The comment that allows a secret of this rule, if there is one.
 * The line above counts only when it holds nothing but the comment: behind code, the comment speaks of that line.
 * A marker inside the secret, or a reason that runs into it, is no comment: the reason is shown, the secret never.
 * @param bytes the layer
 * @param secretStart byte offset of the secret
 * @param secretEnd byte offset of its end, exclusive
 */
export function allowCommentFor(
  bytes: Uint8Array,
  secretStart: number,
  ruleId: string,
  secretEnd: number = secretStart,
): AllowComment | null {
  if (!mayHoldMarker(bytes, secretStart)) return null;
  const { left, right, above } = linesAt(bytes, secretStart);
  const behind = right.slice(secretEnd - secretStart);
  const found = [left, behind, above !== null && commentLine.test(above) ? above : ''].flatMap(commentsIn);
  const mine = found.filter((comment) => comment.rule === ruleId);
  return mine.find((comment) => comment.reason !== null) ?? mine[0] ?? null;
}

/** A piece of every marker, of few bytes and with a rare one first: hardly any secret has one near, and this is soon said. */
const markerPiece = Buffer.from('kgate:a');

function mayHoldMarker(bytes: Uint8Array, at: number): boolean {
  const from = Math.max(0, at - reach);
  const length = Math.min(bytes.length, at + reach) - from;
  return Buffer.from(bytes.buffer, bytes.byteOffset + from, length).includes(markerPiece);
}

function latin1(bytes: Uint8Array, start: number, end: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('latin1');
}

interface Lines {
  /** The line of `at`, before and from there. */
  readonly left: string;
  readonly right: string;
  /** Null when there is none or its start lies out of reach. */
  readonly above: string | null;
}

/** The lines as far as they are in reach of `at`. */
function linesAt(bytes: Uint8Array, at: number): Lines {
  const least = Math.max(0, at - reach);
  const most = Math.min(bytes.length, at + reach);
  const start = lineStart(bytes, at, least);
  let end = at;
  while (end < most && !isLineEnd(bytes[end])) end++;
  const line = { left: latin1(bytes, start, at), right: latin1(bytes, at, end) };
  // None ends before this one.
  if (start === least) return { ...line, above: null };
  const isPair = bytes[start - 1] === lineFeed && start - 2 >= least && bytes[start - 2] === carriageReturn;
  const aboveEnd = start - (isPair ? 2 : 1);
  const aboveStart = lineStart(bytes, aboveEnd, least);
  const isWhole = aboveStart > least || least === 0;
  return { ...line, above: isWhole ? latin1(bytes, aboveStart, aboveEnd) : null };
}

const lineFeed = 10;
const carriageReturn = 13;

function isLineEnd(byte: number): boolean {
  return byte === lineFeed || byte === carriageReturn;
}

/** Where the line of `at` begins, or where it is looked at from. */
function lineStart(bytes: Uint8Array, at: number, least: number): number {
  let start = at;
  while (start > least && !isLineEnd(bytes[start - 1])) start--;
  return start;
}

function commentsIn(line: string): readonly { rule: string; reason: string | null }[] {
  const middle = blockMiddle.exec(line);
  if (middle !== null) return splitMarkers(middle[1], middle[2]);
  const match = marker.exec(line);
  return match === null ? [] : splitMarkers(match[1], match[2]);
}

// Several markers may share one comment, a rule each: a reason ends where the next marker begins.
function splitMarkers(rule: string, rest: string): readonly { rule: string; reason: string | null }[] {
  const [first, ...others] = rest.split(/leakgate:allow[ \t]+/);
  const more = others.map((text) => /^(\S+)(.*)$/.exec(text) ?? ['', text, '']);
  return [[rule, first], ...more.map(([, id, tail]) => [id, tail])].map(([id, text]) => ({
    rule: id,
    reason: readReason(text),
  }));
}

// Bytes above ASCII came in as latin1 and are UTF-8.
function readReason(text: string): string | null {
  const reason = Buffer.from(text.split(closer)[0].trim(), 'latin1').toString('utf8');
  return /[\p{L}\p{N}]/u.test(reason) ? reason.slice(0, maxReason) : null;
}
