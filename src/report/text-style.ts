// How the text report looks: its colours, its width, how much it tells.
import type { Severity } from '../model/severity.ts';
import { type Colors, noColors } from './colors.ts';
import type { RenderOptions } from './render-report.ts';

export interface TextStyle {
  readonly colors: Colors;
  /** Columns that sentences are wrapped to. */
  readonly width: number;
  readonly verbose: boolean;
  readonly severity: (severity: Severity) => string;
  readonly command: (text: string) => string;
  /** Marks what stands in backticks. */
  readonly commandsIn: (line: string) => string;
}

const usualWidth = 80;
/** Narrower than this nothing reads well; wider lines tire the eye. */
const widths = { least: 40, most: 120 };

/** The style for one run. */
export function textStyle({ colors = noColors, width = usualWidth, verbose }: RenderOptions): TextStyle {
  const bySeverity: Record<Severity, (text: string) => string> = {
    critical: (text) => colors.bold(colors.red(text)),
    high: colors.red,
    medium: colors.yellow,
    low: colors.blue,
  };
  return {
    colors,
    width: Math.min(widths.most, Math.max(widths.least, width)),
    verbose,
    severity: (severity) => bySeverity[severity](severity),
    command: colors.cyan,
    commandsIn: (line) => line.replace(/`[^`]*`/g, (command) => colors.cyan(command)),
  };
}
