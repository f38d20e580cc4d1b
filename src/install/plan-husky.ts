// One marked line in each script that husky runs, and leakgate.sh beside them. Both are committed, so that a fresh clone
// has them as soon as husky has been started there.
import { join } from 'node:path';
import { ToolError } from '../model/errors.ts';
import { absent, modeOf, readPlainFile, stateOf } from './file-state.ts';
import { type HookName, hookLine, hookNames, hookPurposes, runsLeakgate } from './hook-files.ts';
import { type HooksRequest, planFinder } from './plan-hooks.ts';
import { emptyPart, joinParts, type PlanPart } from './step.ts';

/** Where our line goes: before everything that could end the script, but after what husky up to 8 starts itself with. */
export function insertionPoint(text: string): number {
  const shebang = /^#![^\n]*(?:\n|$)/.exec(text)?.[0].length ?? 0;
  const starter = /^[ \t]*\.[ \t][^\n]*husky\.sh[^\n]*(?:\n|$)/m.exec(text);
  return starter ? starter.index + starter[0].length : shebang;
}

function planScript(folder: string, name: HookName): PlanPart {
  const path = join(folder, name);
  const before = stateOf(path);
  const old = readPlainFile(path);
  if (old === null && before !== absent)
    throw new ToolError('hook-conflict', {
      path,
      way: 'It is no plain file. Move it away, then run `leakgate init` again.',
    });
  const text = old?.toString('latin1') ?? '';
  if (runsLeakgate(text, name)) return emptyPart;
  const at = insertionPoint(text);
  const isAfterOpenLine = at > 0 && text[at - 1] !== '\n';
  const inserted = `${isAfterOpenLine ? '\n' : ''}${hookLine(name)}\n`;
  return {
    steps: [
      {
        action: 'write',
        path,
        before,
        bytes: Buffer.from(text.slice(0, at) + inserted + text.slice(at), 'latin1'),
        mode: old === null ? 0o755 : modeOf(path),
        why: `${hookPurposes[name]}${old === null ? '' : '; one line is added, the rest stays'}`,
      },
    ],
    entries: [{ kind: 'text', path, inserted, isOurFile: old === null }],
    notes: [],
  };
}

/**
 * Plans the line in every script of husky's folder.
 * @throws ToolError hook-conflict, unreadable-path
 */
export function planHusky(request: HooksRequest): PlanPart {
  return joinParts([planFinder(request), ...hookNames.map((name) => planScript(request.folder, name))]);
}
