// Documentation inside of source files: strings in triple quotes and comments that begin with two stars. What an assignment in
// them holds is an example most of the time.

const openings = ['"""', "'''", '/**'] as const;
const closing: Readonly<Record<string, string>> = { '"""': '"""', "'''": "'''", '/**': '*/' };
/** Longer pieces are not read as documentation: an opening without an end would swallow the rest of the file. In bytes. */
const longest = 65_536;

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

/** Whether `at` lies in one of the ranges. */
export function isWithin(ranges: readonly number[], at: number): boolean {
  let [low, high] = [0, ranges.length / 2];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ranges[middle * 2 + 1] <= at) low = middle + 1;
    else high = middle;
  }
  return low * 2 < ranges.length && ranges[low * 2] <= at;
}
