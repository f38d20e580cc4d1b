/**
 * Milliseconds since the process began. Not `performance.now()`: the first look at `performance` makes Node load a dozen
 * modules, which costs a commit 2 ms.
 */
export function uptime(): number {
  return process.uptime() * 1000;
}
