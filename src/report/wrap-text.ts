// Breaks sentences into lines of a given width. A command in backticks is never broken, so that it can be copied.

/** A word, with the commands in backticks that touch it. */
const wordWithCommands = /(?:`[^`]*`|\S)+/g;

/** Lines of at most `width` characters where words allow, without line ends. A word longer than that has its own line. */
export function wrapText(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.match(wordWithCommands) ?? []) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line !== '' && [...longer].length > width) {
      lines.push(line);
      line = word;
    } else {
      line = longer;
    }
  }
  return line === '' ? lines : [...lines, line];
}
