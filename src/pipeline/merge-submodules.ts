// The reports of a superproject and of its submodules → one report, every place with the path as the superproject has it.
import { byPlace } from '../decide/judge.ts';
import type { HistoryBackend, Placement } from '../model/history.ts';
import type { Problem, Skip } from '../model/receipt.ts';
import type { Report } from '../model/report.ts';

/** `backend` with all its paths below `prefix`, so that the superproject's policy meets them as its own. */
export function withPrefix(backend: HistoryBackend, prefix: string): HistoryBackend {
  const moved = ({ path, ...rest }: Placement): Placement => ({ ...rest, path: path === null ? null : prefix + path });
  const locate = async (blobs: ReadonlySet<string>) => {
    const places = await backend.locate(blobs);
    return new Map(Array.from(places, ([blob, placements]) => [blob, placements.map(moved)]));
  };
  return new Proxy(backend, {
    get(target, key) {
      if (key === 'locate') return locate;
      const value: unknown = Reflect.get(target, key, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

export interface SubmoduleReport {
  readonly path: string;
  readonly report: Report;
}

export interface LeftOut {
  readonly path: string;
  readonly reason: string;
}

/** Puts the reports together. What is left out was asked for, so each of `leftOut` is a gap. */
export function mergeSubmodules(
  main: Report,
  submodules: readonly SubmoduleReport[],
  leftOut: readonly LeftOut[],
  isMissingAccepted: boolean,
): Report {
  const reports = [main, ...submodules.map(({ report }) => report)];
  const sum = (pick: (report: Report) => number) => reports.reduce((total, report) => total + pick(report), 0);
  const verdicts = submodules.flatMap(({ path, report }) =>
    report.verdicts.map((verdict) => ({ ...verdict, place: { ...verdict.place, submodule: path } })),
  );
  const problems = submodules.flatMap(({ path, report }) => report.problems.map((problem) => below(path, problem)));
  return {
    ...main,
    receipt: {
      ...main.receipt,
      expected: sum(({ receipt }) => receipt.expected) + leftOut.length,
      scanned: sum(({ receipt }) => receipt.scanned),
      inherited: sum(({ receipt }) => receipt.inherited),
      bytes: sum(({ receipt }) => receipt.bytes),
      skipped: mergeSkips(
        reports.flatMap(({ receipt }) => receipt.skipped),
        leftOut.length,
        isMissingAccepted,
      ),
      canary: reports.every(({ receipt }) => receipt.canary === 'caught') ? 'caught' : 'missed',
    },
    verdicts: [...main.verdicts, ...verdicts].sort(byPlace),
    problems: [...main.problems, ...problems, ...leftOut.map(leftOutProblem)],
    notes: [...new Set(reports.flatMap(({ notes }) => notes))],
    milliseconds: Math.max(...reports.map(({ milliseconds }) => milliseconds)),
  };
}

function below(path: string, { message, ...problem }: Problem): Problem {
  return {
    ...problem,
    message: `In submodule ${path}: ${message}`,
    ...(problem.path === undefined ? {} : { path: `${path}/${problem.path}` }),
  };
}

function leftOutProblem({ path, reason }: LeftOut): Problem {
  return {
    code: 'submodule-absent',
    message: `Submodule ${path} was not swept: ${reason}. \`git submodule update --init --recursive\` brings it.`,
    path,
  };
}

function mergeSkips(skips: readonly Skip[], leftOut: number, isAccepted: boolean): readonly Skip[] {
  // The links are no longer left out: what they lead to was swept, or is listed as missing.
  const all = skips.filter(({ kind }) => kind !== 'submodule');
  if (leftOut > 0) all.push({ kind: 'missing', count: leftOut, isGap: true, isAccepted });
  const merged = new Map<string, Skip>();
  for (const skip of all) {
    const key = `${skip.kind} ${skip.isGap}`;
    merged.set(key, { ...skip, count: skip.count + (merged.get(key)?.count ?? 0) });
  }
  return [...merged.values()].sort((a, b) => (a.kind < b.kind ? -1 : 1));
}
