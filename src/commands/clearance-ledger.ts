// The ledger of clearances: which blobs were clean, whole, under which rules, and which a commit hook has seen. Kept as marks
// in the git folder that only the user's key can make; it holds no name, no content and no id.
import { clearanceClass } from '../decide/clearance-class.ts';
import { mayHavePathRule } from '../decide/may-have-path-rule.ts';
import { type Marks, openMarks } from '../git/marks.ts';
import type { Repository } from '../git/repository.ts';
import type { ClearanceBook, Clearances } from '../model/clearance.ts';

/** The file in `<git common dir>/leakgate/`. */
const fileName = 'cleared';

export class ClearanceLedger implements Clearances, ClearanceBook {
  readonly #marks: Marks;
  readonly #scope: string;
  readonly #seen = new Set<string>();

  /** @param scope names all that a verdict hangs on beside bytes and path: the digest of the rules */
  constructor(marks: Marks, scope: string) {
    this.#marks = marks;
    this.#scope = scope;
  }

  #statement(blob: string, under: string): string {
    return JSON.stringify(['clean', this.#scope, under, blob]);
  }

  isCleared = (blob: string, path: string): boolean =>
    (!mayHavePathRule(path) && this.#marks.has(this.#statement(blob, '*'))) ||
    this.#marks.has(this.#statement(blob, clearanceClass(path)));

  wasChecked = (blob: string): boolean => this.#marks.has(JSON.stringify(['checked', blob]));

  saw = (blob: string): void => {
    this.#seen.add(blob);
  };

  clear = (blob: string, path: string, isBare: boolean): void => {
    this.#marks.add(this.#statement(blob, isBare ? '*' : clearanceClass(path)));
  };

  /** Writes what was taken down. @param isPassed whether the run lets its commit pass */
  close(isPassed: boolean): void {
    if (isPassed) for (const blob of this.#seen) this.#marks.add(JSON.stringify(['checked', blob]));
    this.#marks.flush();
  }
}

/** The ledger of `repo`; null where the user has no key to keep one with. */
export function openLedger(repo: Repository, scope: string): ClearanceLedger | null {
  const marks = openMarks(repo, fileName);
  return marks === null ? null : new ClearanceLedger(marks, scope);
}
