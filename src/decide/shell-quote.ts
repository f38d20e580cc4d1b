// Names as a person can paste them into a command of git.

/** What no shell reads as anything but itself. */
const plain = /^[A-Za-z0-9._/@%+=,][A-Za-z0-9._/@%+=:,-]*$/;
/** Control characters, text direction marks and `\xNN` for a byte that is not UTF-8: such a name cannot be retyped from a screen. */
const unprintable = /[\p{Cc}\p{Cf}\p{Surrogate}\u2028\u2029]|\\x[0-9a-f]{2}/iu;
/** Characters that git matches other files with. */
const wild = /[*?[\]\\]/;

/** `text` as one word of a POSIX shell. */
export function shellQuote(text: string): string {
  return plain.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

/**
 * The command `git <verb> <path>` for exactly that path: quoted, after `--` where it could pass for an option, literal
 * where git would read a pattern. Null when the path cannot be typed.
 */
export function gitCommandFor(verb: string, path: string): string | null {
  if (path === '' || unprintable.test(path)) return null;
  const isPattern = wild.test(path) || path.startsWith(':');
  const word = shellQuote(isPattern ? `:(top,literal)${path}` : path);
  const dashes = (isPattern || path.startsWith('-')) && !verb.endsWith(' --') ? '-- ' : '';
  return `git ${verb} ${dashes}${word}`;
}
