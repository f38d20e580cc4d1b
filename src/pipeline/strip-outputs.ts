// A notebook without the outputs that hold findings: scanned, cleared and scanned again, until none is left in an output.
import { clearOutputs, type OutputName } from '../decode/notebook/clear-outputs.ts';
import type { Verdict } from '../model/finding.ts';
import type { Report } from '../model/report.ts';
import type { SourceItem } from '../model/source-item.ts';
import { type ScanTerms, scanItems } from './scan-items.ts';

export { isNotebook } from '../decode/notebook/clear-outputs.ts';

export interface ClearedOutput extends OutputName {
  /** What was found in it. */
  readonly titles: readonly string[];
}

export interface Stripped {
  readonly bytes: Buffer;
  readonly cleared: readonly ClearedOutput[];
  /** Of the notebook as it is without them. */
  readonly report: Report;
}

/** Findings of one report that are told are limited, so it may take some rounds; each takes outputs away. */
const mostRounds = 1000;

function outputOf({ status, layer }: Verdict): OutputName | null {
  if (status !== 'new') return null;
  const [, cell, output] = /^cell (\d+) output (\d+)(?: |$)/.exec(layer[0] ?? '') ?? [];
  return cell === undefined ? null : { cell: Number(cell), output: Number(output) };
}

async function* only(bytes: Buffer, path: string): AsyncGenerator<SourceItem> {
  yield { bytes, place: { origin: 'file', path }, isNamed: true };
}

/** What each output holds, by its number in this version of the notebook. */
function findingsByOutput({ verdicts }: Report): ClearedOutput[] {
  const outputs = new Map<string, ClearedOutput>();
  for (const verdict of verdicts) {
    const name = outputOf(verdict);
    if (name === null) continue;
    const key = `${name.cell} ${name.output}`;
    const titles = new Set([...(outputs.get(key)?.titles ?? []), verdict.rule.title]);
    outputs.set(key, { ...name, titles: [...titles] });
  }
  return [...outputs.values()].sort((a, b) => a.cell - b.cell || a.output - b.output);
}

/**
 * @param bytes a notebook
 * @param path by which it is judged
 * @throws what the scan throws
 */
export async function stripOutputs(bytes: Buffer, path: string, terms: ScanTerms): Promise<Stripped> {
  let left = bytes;
  const cleared: ClearedOutput[] = [];
  for (let round = 0; ; round++) {
    const report = await scanItems(only(left, path), terms);
    const found = round < mostRounds ? findingsByOutput(report) : [];
    if (found.length === 0) return { bytes: left, cleared, report };
    left = clearOutputs(left, found);
    cleared.push(...found);
  }
}
