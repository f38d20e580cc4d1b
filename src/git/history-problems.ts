// What a sweep could not read, in sentences; a long list is cut, for a damaged repository can have a million of them.
import type { HistoryProblem } from '../model/history.ts';
import { gitFailure } from './git-failure.ts';
import type { HistoryBooks } from './history-books.ts';

/** Problems of one code that are told one by one. */
const mostAlike = 20;

export class HistoryProblems {
  readonly #listed: HistoryProblem[] = [];
  readonly #counts = new Map<string, number>();

  add(problem: HistoryProblem): void {
    const count = (this.#counts.get(problem.code) ?? 0) + 1;
    this.#counts.set(problem.code, count);
    if (count <= mostAlike) this.#listed.push(problem);
  }

  /** All of them, ended by how many more there are of each code. */
  list(): HistoryProblem[] {
    const more = [...this.#counts].filter(([, count]) => count > mostAlike);
    const ends = more.map(([code, count]) => {
      const { gap } = this.#listed.find((problem) => problem.code === code)!;
      return { code, gap, message: `… and ${count - mostAlike} more of this kind.` };
    });
    return [...this.#listed, ...ends];
  }

  addDamaged(id: string): void {
    this.add({ code: 'damaged-object', gap: 'damaged', message: `Object ${id} is damaged and was not read.` });
  }

  addTooLarge(id: string): void {
    this.add({
      code: 'large-object',
      gap: 'limit',
      message: `Object ${id} is too large to be held in memory and was not read.`,
    });
  }

  addUnreadable(what: string): void {
    this.add({ code: 'unreadable-ref', gap: 'unreadable', message: `Cannot read ${what}: what it holds is unknown.` });
  }

  /** A commit with so many changes that its places were not all looked at: one of them may be what decides. */
  addCut(holder: string): void {
    this.add({
      code: 'too-many-changes',
      gap: 'limit',
      message: `${holder} changes too many paths; not all were looked at.`,
    });
  }

  addManyPaths(blob: string): void {
    this.add({
      code: 'too-many-paths',
      gap: 'limit',
      message: `${blob} stands at too many paths; not all were looked at.`,
    });
  }

  /** A pack of which nothing can be read. */
  addPack(pack: string, reason: string): void {
    this.add({ code: 'damaged-pack', gap: 'damaged', message: `Pack ${pack} is damaged: ${reason}.` });
  }

  /** One entry of a pack; its object may still be read from another copy. */
  addEntry(pack: string, offset: number, reason: string): void {
    const message = `The entry at byte ${offset} of ${pack} is damaged: ${reason}.`;
    this.add({ code: 'damaged-entry', gap: 'damaged', message });
  }

  addMalformed(id: string): void {
    const message = `Object ${id} is malformed: what it names is unknown.`;
    this.add({ code: 'malformed-object', gap: 'damaged', message });
  }

  /** @param ids of objects that are not there, or some of them; @param count how many there are */
  addMissing(ids: readonly string[], isPartial: boolean, count = ids.length): void {
    if (count === 0) return;
    const examples = ids.slice(0, 3).join(', ');
    const [are, them] = count === 1 ? ['object is', 'it'] : ['objects are', 'them'];
    const why = isPartial ? 'which is a partial clone' : `though something refers to ${them}`;
    const message = `${count} ${are} not in this repository, ${why}: ${examples}${count > 3 ? ', …' : ''}`;
    this.add({ code: 'missing-objects', gap: isPartial ? 'partial' : 'missing', message });
  }

  /** @param text what git printed on stderr, though it did not give up */
  addComplaint(text: string, cwd: string): void {
    const { message } = gitFailure({ args: ['cat-file', '--batch-all-objects'], cwd, status: 0, stderr: text });
    this.add({ code: 'git-complaint', gap: 'damaged', message });
  }

  /** Sums up the books at the end of a sweep. */
  addFrom(books: HistoryBooks, isPartial: boolean): void {
    for (const id of books.malformed) this.addMalformed(id);
    const { missing } = books;
    if (missing > 0) this.addMissing(books.missingExamples(), isPartial, missing);
  }
}
