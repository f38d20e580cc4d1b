// One line on the terminal that is written over while a long run goes on; short runs never show it.

const quietMilliseconds = 700;
const everyMilliseconds = 200;

/** A progress callback that writes to `err`; the line is wiped when the process ends. */
export function showProgress(
  unit: string,
  err: (text: string) => void,
): (done: number, findings: number, total?: number) => void {
  let last = performance.now() + quietMilliseconds - everyMilliseconds;
  let isShown = false;
  process.once('beforeExit', () => {
    if (isShown) err('\r\x1b[K');
  });
  return (done, findings, total) => {
    const now = performance.now();
    if (now - last < everyMilliseconds) return;
    last = now;
    isShown = true;
    const of =
      total !== undefined && total > 0 ? ` of ${total} (${Math.min(100, Math.floor((100 * done) / total))} %)` : '';
    err(`\r\x1b[Kleakgate: ${done}${of} ${unit}, ${findings} to look at`);
  };
}
