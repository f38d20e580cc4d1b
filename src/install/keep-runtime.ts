// The record that hooks/leakgate.sh reads, looked after by `doctor`: written anew when it leads nowhere.
import { accessSync, constants, existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Repository } from '../git/repository.ts';
import type { Check } from '../model/check.ts';
import { applyPlan } from './apply-plan.ts';
import { readPlainFile } from './file-state.ts';
import type { HooksFolder } from './find-hooks-folder.ts';
import { readRecord, recordPath, writeRecord } from './install-record.ts';
import { planRecordFile, planRuntime } from './plan-install.ts';
import { planKeeping, type RunningCopy } from './running-copy.ts';
import { joinParts } from './step.ts';

function runs(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** `ok` when the record leads somewhere; otherwise it is written with what runs now. */
export function keepRuntime(repo: Repository, hooks: HooksFolder, running: RunningCopy): Check {
  const path = join(repo.commonDir, 'leakgate', 'runtime');
  const [node = '', cli = ''] = readPlainFile(path)?.toString().split('\n') ?? [];
  if (runs(node) && existsSync(cli))
    return {
      id: 'runtime',
      status: 'ok',
      message: `${path} names Node (${node}) and leakgate (${cli}) for the hooks.`,
    };
  const keeping = planKeeping(running, repo.env);
  const part = joinParts([keeping, planRuntime(repo, hooks, running.node, keeping.cli)]);
  const text = writeRecord(repo.commonDir, [...(readRecord(repo.commonDir) ?? []), ...part.entries]);
  const record = planRecordFile(join(repo.commonDir, recordPath), text, 'what `leakgate init --undo` needs');
  applyPlan({ steps: [...record.steps, ...part.steps], notes: [], isEffective: true });
  const why = node === '' ? 'was not there' : 'led nowhere';
  return {
    id: 'runtime',
    status: 'info',
    message: `${path} ${why}, so it was written: Node (${running.node}) and leakgate (${keeping.cli}) for the hooks.`,
  };
}
