// What is to be written in place of some bytes of a stream.

export interface MaskSpan {
  /** Offsets in the text that was asked about; the end is exclusive. */
  readonly start: number;
  readonly end: number;
  /** What may be shown. */
  readonly mask: string;
  /** Id of the rule, for the count. */
  readonly rule: string;
}

/** What shows nothing of the value: of spans that overlap it is the one to show. */
export const knownValueSpan = 'known-value';

/** `spans` by place; those that overlap as one, which shows what the first of them shows, or the name of a known value. */
export function joinSpans(spans: readonly MaskSpan[]): MaskSpan[] {
  const joined: MaskSpan[] = [];
  for (const span of [...spans].sort((a, b) => a.start - b.start || b.end - a.end)) {
    const last = joined.at(-1);
    if (last === undefined || span.start >= last.end) joined.push(span);
    else {
      const shown = last.rule !== knownValueSpan && span.rule === knownValueSpan ? span : last;
      joined[joined.length - 1] = { ...shown, start: last.start, end: Math.max(last.end, span.end) };
    }
  }
  return joined;
}
