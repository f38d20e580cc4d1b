// Notebooks as Jupyter's nbformat writes them: keys sorted, one space a level, texts as lists of lines, a line end at the end.

export interface CellText {
  readonly source: string;
  /** What each output printed. */
  readonly outputs?: readonly string[];
}

const lines = (text: string) => text.match(/[^\n]*\n|[^\n]+$/g) ?? [];

/** The file of a notebook with these code cells. */
export function notebookFile(cells: readonly CellText[]): string {
  const written = {
    cells: cells.map(({ source, outputs = [] }, at) => ({
      cell_type: 'code',
      execution_count: at + 1,
      id: `cell-${at}`,
      metadata: {},
      outputs: outputs.map((text) => ({ name: 'stdout', output_type: 'stream', text: lines(text) })),
      source: lines(source),
    })),
    metadata: { kernelspec: { display_name: 'Python 3', language: 'python', name: 'python3' } },
    nbformat: 4,
    nbformat_minor: 5,
  };
  return `${JSON.stringify(written, null, 1)}\n`;
}

/** Line and column (both from 1) of the `count`th place where `text` stands in `file`. */
export function placeIn(file: string, text: string, count = 1): { line: number; column: number } {
  let at = -1;
  for (let seen = 0; seen < count; seen++) at = file.indexOf(text, at + 1);
  const before = file.slice(0, at).split('\n');
  return { line: before.length, column: (before.at(-1) ?? '').length + 1 };
}
