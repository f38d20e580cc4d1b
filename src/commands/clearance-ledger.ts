// The ledger of clearances: which blobs were clean, whole, under which rules, and which a commit hook has seen. Kept as marks
// in the git folder that only the user's key can make; it holds no name, no content and no id.
import { clearanceClass } from '../decide/clearance-class.ts';
import { mayHavePathRule } from '../decide/may-have-path-rule.ts';
import { type Marks, openMarks } from '../git/marks.ts';
import type { Repository } from '../git/repository.ts';
import type { ClearanceBook, Clearances } from '../model/clearance.ts';

/** The file in `<git common dir>/leakgate/`. */
const fileName = 'cleared';
/** The scope of blobs that a hook has seen, under whatever rules. */
const checked = 'checked';

export class ClearanceLedger implements Clearances, ClearanceBook {
  readonly #marks: Marks;
  readonly #scope: string;
  readonly #seen = new Set<string>();

  /** @param scope names all that a verdict hangs on beside bytes and path: the digest of the rules */
  constructor(marks: Marks, scope: string) {
    this.#marks = marks;
    this.#scope = `clean ${scope}`;
  }

  isCleared = (blob: string, path: string): boolean =>
    (!mayHavePathRule(path) && this.#marks.has(this.#scope, blob)) ||
    this.#marks.has(this.#scope, `${blob} ${clearanceClass(path)}`);

  wasChecked = (blob: string): boolean => this.#marks.has(checked, blob);

  saw = (blob: string): void => {
    this.#seen.add(blob);
  };

  clear = (blob: string, path: string, isBare: boolean): void => {
    this.#marks.add(this.#scope, isBare ? blob : `${blob} ${clearanceClass(path)}`);
  };

  /** Writes what was taken down. @param isPassed whether the run lets its commit pass */
  close(isPassed: boolean): void {
    if (isPassed) for (const blob of this.#seen) this.#marks.add(checked, blob);
    this.#marks.flush();
  }
}

/** The ledger of `repo`; null where the user has no key to keep one with. */
export function openLedger(repo: Repository, scope: string): ClearanceLedger | null {
  const marks = openMarks(repo, fileName);
  return marks === null ? null : new ClearanceLedger(marks, scope);
}
