// The reporters by format. Each is a pure function from a report to text, loaded only when it is asked for.
import type { Report } from '../model/report.ts';
import { type Colors, loadColors } from './colors.ts';

export interface RenderOptions {
  readonly color: boolean;
  /** Filled in by `renderReport` where `color` holds. */
  readonly colors?: Colors;
  /** Columns of the terminal; long sentences are wrapped to it. */
  readonly width?: number;
  readonly verbose: boolean;
  /** Nothing at all when clean, and only what needs an answer when not. Only the text format knows it. */
  readonly quiet: boolean;
}

export type Render = (report: Report, options: RenderOptions) => string;

const renderers = {
  text: async () => (await import('./render-text.ts')).renderText,
  json: async () => (await import('./render-json.ts')).renderJson,
  jsonl: async () => (await import('./render-json.ts')).renderJsonl,
  sarif: async () => (await import('./render-sarif.ts')).renderSarif,
} satisfies Record<string, () => Promise<Render>>;

export type ReportFormat = keyof typeof renderers;

/** What `--format` takes. */
export const reportFormats = Object.keys(renderers) as readonly ReportFormat[];

/** The report in `format`, ending in a line end; empty when there is nothing to say. Holds no secret in any format. */
export async function renderReport(report: Report, format: ReportFormat, options: RenderOptions): Promise<string> {
  const render: Render = await renderers[format]();
  return render(report, { ...options, colors: await loadColors(options.color) });
}
