// Documentation inside of source files: strings in triple quotes and comments that begin with two stars. What an assignment in
// them holds is an example most of the time.

const openings = ['"""', "'''", '/**'] as const;
const closing: Readonly<Record<string, string>> = { '"""': '"""', "'''": "'''", '/**': '*/' };
/** Longer pieces are not read as documentation: an opening without an end would swallow the rest of the file. In bytes. */
const longest = 65_536;

/** Whether documentation may begin in `bytes`: the cheap question before `documentedRanges` of many pieces of them. */
export function mayBeDocumented(bytes: Buffer): boolean {
  return openings.some((opening) => bytes.includes(opening));
}

/** The ranges of `bytes` that are documentation, as pairs of (start, end) by place. Linear in the length of `bytes`. */
export function documentedRanges(bytes: Buffer): number[] {
  const ranges: number[] = [];
  const next = openings.map((opening) => bytes.indexOf(opening));
  for (let from = 0; ; ) {
    for (const [number, opening] of openings.entries())
      if (next[number] >= 0 && next[number] < from) next[number] = bytes.indexOf(opening, from);
    const places = next.filter((place) => place >= 0);
    if (places.length === 0) return ranges;
    const start = Math.min(...places);
    const end = bytes.indexOf(closing[openings[next.indexOf(start)]], start + 3);
    if (end < 0) return ranges;
    if (end - start <= longest) ranges.push(start, end);
    from = end + 2;
  }
}

/** Where the range begins that holds `at`; -1 when none does. */
export function documentedFrom(ranges: readonly number[], at: number): number {
  let [low, high] = [0, ranges.length / 2];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ranges[middle * 2 + 1] <= at) low = middle + 1;
    else high = middle;
  }
  return low * 2 < ranges.length && ranges[low * 2] <= at ? ranges[low * 2] : -1;
}

/** What stands before a text that describes: nothing else on its line, or a name that says so. */
const described =
  /^[ \t]*[rRuUbB]{0,2}$|(?:^|[^A-Za-z])(?:examples?|documentation|docs?|__doc__|returns?|usage|help|epilog|description)[ \t]{0,8}[=:][ \t]{0,8}[rRuUbB]{0,2}$/i;
/** The line before an opening is read so far back, in bytes. */
const lineReach = 80;

/** Whether the text that opens at `start` is documentation by what stands before it, rather than the value of any variable. */
export function isDescription(bytes: Buffer, start: number): boolean {
  const before = bytes.toString('latin1', Math.max(0, start - lineReach), start);
  return described.test(before.slice(before.lastIndexOf('\n') + 1));
}
