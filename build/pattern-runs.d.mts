export function patternRun(
  pattern: RegExp,
  anchors: readonly string[],
): readonly [set: string, least: number] | undefined;
