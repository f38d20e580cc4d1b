// How far a run has got, in one line: with a bar for a terminal, plain for a log, and as last words of a run that was stopped.
import type { Progress } from '../model/progress.ts';
import { formatBytes, formatCount, formatDuration } from './quantities.ts';

/** Before this an estimate of what is left would jump about. */
const estimatesFrom = 2000;
const barWidth = 20;
/** A bar in a narrower terminal leaves no room for the words. */
const narrowest = 60;

/** What has been done of all, 0 to 1; null while nobody knows how much there is. */
function share({ objects, total }: Progress): number | null {
  return total ? Math.min(1, objects / total) : null;
}

function timeLeft(progress: Progress, milliseconds: number): string {
  const done = share(progress);
  if (done === null || done === 0 || done === 1 || milliseconds < estimatesFrom) return '';
  const left = (milliseconds / done) * (1 - done);
  // Tenths of a second would feign a precision that an estimate does not have.
  return `about ${formatDuration(Math.max(1, Math.round(left / 1000)) * 1000).replace('.0 s', ' s')} left`;
}

function amounts(progress: Progress, unit: string): string[] {
  const { objects, total, bytes, findings } = progress;
  const of = total ? ` of ${formatCount(Math.max(total, objects))}` : '';
  return [`${formatCount(objects)}${of} ${unit}`, formatBytes(bytes), `${formatCount(findings)} found so far`];
}

/** `leakgate [########------------] 40 %  4,012 of 10,030 objects, 81 MB, 3 found so far, about 4 s left`, cut to `width` columns. */
export function progressBar(progress: Progress, unit: string, milliseconds: number, width: number): string {
  const done = share(progress);
  const full = Math.round((done ?? 0) * barWidth);
  const bar = `[${'#'.repeat(full)}${'-'.repeat(barWidth - full)}] `;
  const percent = done === null ? '' : `${Math.floor(done * 100)} %  `;
  const last = progress.isPlacing ? 'looking up where they stand' : timeLeft(progress, milliseconds);
  const words = [...amounts(progress, unit), last].filter((part) => part !== '').join(', ');
  // A line as wide as the terminal would move on to the next one.
  return `leakgate ${done === null || width < narrowest ? '' : bar}${percent}${words}`.slice(0, Math.max(0, width - 1));
}

/** The same for a log, without a bar. */
export function progressText(progress: Progress, unit: string, milliseconds: number): string {
  const done = share(progress);
  const percent = done === null ? '' : ` (${Math.floor(done * 100)} %)`;
  const [objects, ...rest] = amounts(progress, unit);
  const last = progress.isPlacing ? 'looking up where they stand' : timeLeft(progress, milliseconds);
  return `leakgate: ${[`${objects}${percent}`, ...rest, last].filter((part) => part !== '').join(', ')}`;
}

/** What a run that was stopped leaves behind, in words. */
export function stoppedText(progress: Progress | null, unit: string): string {
  if (progress === null) return 'leakgate: stopped before anything was checked; this run says nothing';
  const [objects, bytes, findings] = amounts(progress, unit);
  return `leakgate: stopped after ${objects}, ${bytes}, ${findings}; nothing was judged, so this run says nothing`;
}
