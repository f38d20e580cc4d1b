// The findings of a run, up to a number that no person and no other program reads to its end. What is beyond is a gap.
import type { Finding } from '../model/finding.ts';
import type { Place } from '../model/fragment.ts';
import type { ReceiptKeeper } from './receipt-keeper.ts';

/** Each costs some 2 KiB until it is written. */
export const mostFindings = 50_000;

const grouped = (count: number) => count.toLocaleString('en-US');

/** What to do when one input holds more candidates than are judged: a gap of its own, with its sentence. */
export function limitNoter(keeper: ReceiptKeeper): (place: Place, most: number) => void {
  return ({ path, origin }, most) => {
    const where = path === null ? `A text (${origin})` : `"${path}"`;
    const message = `${where} holds ${grouped(most)} possible secrets or more: what lies behind those was not judged.`;
    const problem = { code: 'too-many-candidates', message };
    keeper.noteSkipped('limit', true, path === null ? problem : { ...problem, path });
  };
}

export class FindingList {
  readonly #most: number;
  readonly items: Finding[] = [];
  /** Inputs of which findings were left out. */
  #cutInputs = 0;

  constructor(most = mostFindings) {
    this.#most = most;
  }

  /** Nothing more fits: it is enough to know which inputs hold something. */
  get isFull(): boolean {
    return this.items.length >= this.#most;
  }

  /** Counts an input that holds something and was not looked into, since nothing more fits. */
  countCut(): void {
    this.#cutInputs++;
  }

  /** Takes in what was found in one input. */
  add(findings: readonly Finding[]): void {
    const room = this.#most - this.items.length;
    if (findings.length > room) this.#cutInputs++;
    for (const finding of findings.length > room ? findings.slice(0, room) : findings) this.items.push(finding);
  }

  /** Names the gap, if there is one. */
  noteCut(keeper: ReceiptKeeper): void {
    if (this.#cutInputs === 0) return;
    const message = `There are more than ${grouped(this.#most)} findings: ${grouped(this.#cutInputs)} inputs were scanned of which some or all are not told.`;
    keeper.noteSkipped('limit', true, { code: 'too-many-findings', message }, this.#cutInputs);
  }
}
