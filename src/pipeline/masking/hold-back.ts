// What of a line that has not ended may be shown: a prompt should appear, a secret that was cut by a pause should not.

/** So many bytes of a word may be shown before it ends: no more than the public prefix of a token, or a prompt's last word. */
export const mostShown = 5;
/** Marks that end a prompt: `Password:`, `mysql>`, `$`, `#`, `[y/N]`, `(yes/no)?`. */
const promptMarks = ':>$#%])?!';
/** A word that ends in such a mark is shown only where nothing in it is as long as a secret. */
const longPart = /[A-Za-z0-9+/=_.~-]{8,}/g;
const letters = /^[A-Za-z.-]{1,24}$/;
/** What stands before a value. */
const assigns = /[=:][ \t"'`]*$/;
const quotes = ['"', "'", '`'];
/** What a quoted value follows, with a few blanks between at most. */
const opens = /[=:,([{]\s{0,4}$/;
/** Of ASCII only: 0xa0 is half of a letter in UTF-8. */
const blanks = ' \t\v\f\r\n';

/** Whether the last word, which nothing follows yet, may be shown whole. */
function isClosed(word: string, before: string): boolean {
  if (word.length <= mostShown) return true;
  if (assigns.test(before) || !promptMarks.includes(word[word.length - 1])) return false;
  return (word.match(longPart) ?? []).every((part) => letters.test(part));
}

/** Where the last `quote` without a backslash before it stands; -1 where there is none. */
function lastQuote(tail: string, quote: string): number {
  let end = tail.length;
  for (let at = tail.lastIndexOf(quote); at >= 0; at = end === 0 ? -1 : tail.lastIndexOf(quote, end - 1)) {
    end = at;
    while (tail[end - 1] === '\\') end--;
    if ((at - end) % 2 === 0) return at;
  }
  return -1;
}

/** Where a quote stands that an assignment opened and that is open still: what is in it may hold blanks. */
function openQuote(tail: string): number {
  // The last one of its kind: any before it was closed by it.
  const open = quotes
    .map((quote) => lastQuote(tail, quote))
    .filter((at) => at > 0 && opens.test(tail.slice(Math.max(0, at - 5), at)));
  return open.length === 0 ? -1 : Math.min(...open);
}

/** How many bytes of `tail`, a line so far as latin1, may be shown. */
export function shownOf(tail: string): number {
  const quote = openQuote(tail);
  if (quote >= 0) return quote;
  let start = tail.length;
  while (start > 0 && !blanks.includes(tail[start - 1])) start--;
  return isClosed(tail.slice(start), tail.slice(0, start)) ? tail.length : start;
}
