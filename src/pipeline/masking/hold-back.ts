// What of a line that has not ended may be shown: a prompt should appear, a secret that was cut by a pause should not.

/** So many bytes of a word may be shown before it ends: no more than the public prefix of a token, or a prompt's last word. */
export const mostShown = 5;
/** Marks that end a prompt: `Password:`, `mysql>`, `$`, `#`, `[y/N]`, `(yes/no)?`. */
const promptEnd = /^[\s\S]*[:>$#%\]?)!]$/;
/** A word that ends in such a mark is shown only where nothing in it is as long as a secret. */
const longPart = /[A-Za-z0-9+/=_.~-]{8,}/g;
const letters = /^[A-Za-z.-]{1,24}$/;
/** A quote that an assignment opened and that is open still: what is in it may hold blanks. */
const openQuote = /([=:,([{]\s{0,4})(["'`])(?:(?!\2)[^\\]|\\.)*$/;
/** What stands before a value. */
const assigns = /[=:][\s"'`]*$/;

/** Whether the last word, which nothing follows yet, may be shown whole. */
function isClosed(word: string, before: string): boolean {
  if (word.length <= mostShown) return true;
  if (assigns.test(before) || !promptEnd.test(word)) return false;
  return (word.match(longPart) ?? []).every((part) => letters.test(part));
}

/** How many bytes of `tail`, a line so far, may be shown. */
export function shownOf(tail: string): number {
  const quote = openQuote.exec(tail);
  if (quote !== null) return quote.index + quote[1].length;
  const start = tail.search(/\S+$/);
  if (start < 0) return tail.length;
  return isClosed(tail.slice(start), tail.slice(0, start)) ? tail.length : start;
}
