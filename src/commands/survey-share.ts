// The files of one survey in shared memory: each thread takes the next few, and writes down what it saw.
import { type FileSurveyor, notClean } from './file-surveyor.ts';

/** Files that are taken at a time. */
const batchFiles = 16;

export interface SurveyShare {
  /** Number of the first file that nobody has taken. */
  readonly next: Int32Array;
  /** Where each path begins in `text`, and one more for the end. */
  readonly starts: Int32Array;
  readonly text: Uint8Array;
  /** As `FileSurvey.look` answers. */
  readonly answers: Int32Array;
}

const shared = (bytes: number) => new SharedArrayBuffer(Math.max(bytes, 1));

/** Lays out the files; none is clean before someone says so. */
export function shareFiles(paths: readonly Buffer[]): SurveyShare {
  const starts = new Int32Array(shared(4 * (paths.length + 1)), 0, paths.length + 1);
  paths.forEach((path, number) => {
    starts[number + 1] = starts[number] + path.length;
  });
  const text = new Uint8Array(shared(starts[paths.length]));
  paths.forEach((path, number) => {
    text.set(path, starts[number]);
  });
  const answers = new Int32Array(shared(4 * paths.length), 0, paths.length).fill(notClean);
  return { next: new Int32Array(shared(4)), starts, text, answers };
}

/** One of the paths, for another thread: a copy, since node:fs takes none that lies in shared memory. */
export function pathOf({ starts, text }: SurveyShare, number: number): Buffer {
  const path = Buffer.allocUnsafe(starts[number + 1] - starts[number]);
  path.set(text.subarray(starts[number], starts[number + 1]));
  return path;
}

/**
 * Takes the next few files and looks at them.
 * @returns the number of bytes in the clean ones; null when there are no more files
 */
export function lookAtSome(
  { next, answers }: SurveyShare,
  surveyor: FileSurveyor,
  path: (number: number) => Buffer,
): number | null {
  const first = Atomics.add(next, 0, batchFiles);
  if (first >= answers.length) return null;
  let bytes = 0;
  for (let number = first; number < Math.min(first + batchFiles, answers.length); number++) {
    const answer = surveyor.look(path(number));
    answers[number] = answer;
    if (answer > 0) bytes += answer;
  }
  return bytes;
}
