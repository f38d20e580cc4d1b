// How wide the characters of ASCII are in the fonts that every reader of PDF has, which files need not tell (Adobe's AFM files
// of the 14 standard fonts). Bold and slanted ones differ by a few hundredths: too little to make or lose a blank.

const digits = '500 500 500 500 500 500 500 500 500 500';

const tables: Readonly<Record<string, readonly number[]>> = {
  Helvetica:
    `278 278 355 556 556 889 667 191 333 333 389 584 278 333 278 278 ${digits.replaceAll('500', '556')} 278 278 584 584 584 556 1015 667 667 722 722 667 611 778 722 278 500 667 556 833 722 778 667 778 722 667 611 722 667 944 667 667 611 278 278 278 469 556 333 556 556 500 556 556 278 556 556 222 222 500 222 833 556 556 556 556 333 500 278 556 500 722 500 500 500 334 260 334 584`
      .split(' ')
      .map(Number),
  Times:
    `250 333 408 500 500 833 778 180 333 333 500 564 250 333 250 278 ${digits} 278 278 564 564 564 444 921 722 667 667 722 611 556 722 722 333 389 722 611 889 722 722 556 722 667 556 611 722 722 944 722 722 611 333 278 333 469 500 333 444 500 444 500 444 333 500 500 278 278 500 278 778 500 500 500 500 333 389 278 500 500 722 500 500 444 480 200 480 541`
      .split(' ')
      .map(Number),
};

const monospaced = 600;
const usual = 500;

/** @param name of the font as the file has it, `Times-Roman`, `ABCDEF+Helvetica-Bold` */
export function standardWidths(name: string): (code: number) => number {
  if (/Courier|Mono|Typewriter/i.test(name)) return () => monospaced;
  const table = tables[/Times|Serif|Roman/i.test(name) ? 'Times' : 'Helvetica'];
  return (code) => table[code - 0x20] ?? usual;
}
