// Names in containers as reports tell them: no longer than a path can be.

/** No system takes a longer path (PATH_MAX of Linux), and reports repeat it. */
const longest = 4096;
/** What tokens are made of: a name is never cut within one, since half a token is known by no rule and would be shown. */
const inToken = /[\w.+/=~-]/;

/** The name; of one that is too long its two ends, which tell what the file is. */
export function shortName(name: string): string {
  if (name.length <= longest) return name;
  let head = longest / 2;
  while (head > 0 && inToken.test(name[head - 1]) && name[head - 1] !== '/') head--;
  let tail = name.length - longest / 2;
  while (tail < name.length && inToken.test(name[tail]) && name[tail - 1] !== '/') tail++;
  return `${name.slice(0, head)}…${name.slice(tail)}`;
}
