// Takes outputs out of a notebook and leaves every other byte of it alone, as Jupyter would have written it without them.
import type { Span } from '../../model/layer.ts';
import { DamagedInput, OtherFormat } from '../decoder.ts';
import { type NotebookOutput, readNotebook } from './read-notebook.ts';

/** An output by its numbers, both from 1. */
export type OutputName = Pick<NotebookOutput, 'cell' | 'output'>;

/** Whether `bytes` are a notebook whose JSON can be followed. */
export function isNotebook(bytes: Buffer): boolean {
  try {
    readNotebook(bytes);
    return true;
  } catch (error) {
    if (error instanceof DamagedInput || error instanceof OtherFormat) return false;
    throw error;
  }
}

/** What has to go, with the commas and line ends that would be left over, for one list of outputs. */
function cutsIn(outputs: readonly NotebookOutput[], isChosen: (output: NotebookOutput) => boolean): Span[] {
  const [{ list }] = outputs;
  if (outputs.every(isChosen)) return [{ start: list.start + 1, end: list.end - 1 }];
  const cuts: Span[] = [];
  let hasKept = false;
  for (const [at, output] of outputs.entries()) {
    if (!isChosen(output)) hasKept = true;
    else if (hasKept) cuts.push({ start: outputs[at - 1].span.end, end: output.span.end });
    else cuts.push({ start: output.span.start, end: outputs[at + 1].span.start });
  }
  return cuts;
}

/**
 * The notebook without the outputs in `chosen`.
 * @throws DamagedInput, OtherFormat when `bytes` are no notebook
 */
export function clearOutputs(bytes: Buffer, chosen: readonly OutputName[]): Buffer {
  const names = new Set(chosen.map(({ cell, output }) => `${cell} ${output}`));
  const isChosen = ({ cell, output }: NotebookOutput) => names.has(`${cell} ${output}`);
  const lists = new Map<number, NotebookOutput[]>();
  for (const output of readNotebook(bytes).outputs) {
    const list = lists.get(output.list.start);
    if (list === undefined) lists.set(output.list.start, [output]);
    else list.push(output);
  }
  const kept: Buffer[] = [];
  let from = 0;
  for (const outputs of lists.values())
    for (const { start, end } of outputs.some(isChosen) ? cutsIn(outputs, isChosen) : []) {
      kept.push(bytes.subarray(from, start));
      from = end;
    }
  return Buffer.concat([...kept, bytes.subarray(from)]);
}
