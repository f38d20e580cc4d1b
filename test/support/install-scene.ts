// A repository, a package folder to install from, and the file system before and after, for tests of init.
import { cpSync, lstatSync, mkdirSync, readdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openRepository, type Repository } from '../../src/git/repository.ts';
import { applyPlan } from '../../src/install/apply-plan.ts';
import { planInstall } from '../../src/install/plan-install.ts';
import { planUndo } from '../../src/install/plan-undo.ts';
import type { RunningCopy } from '../../src/install/running-copy.ts';
import type { Plan } from '../../src/install/step.ts';
import type { ScratchRepo } from './scratch-repo.ts';

const shipped = join(import.meta.dirname, '..', '..', 'hooks');

export class InstallScene {
  readonly scratch: ScratchRepo;
  readonly running: RunningCopy;

  constructor(scratch: ScratchRepo, packageFolder = join(scratch.root, 'package')) {
    this.scratch = scratch;
    mkdirSync(join(packageFolder, 'dist', 'rules'), { recursive: true });
    cpSync(shipped, join(packageFolder, 'hooks'), { recursive: true });
    writeFileSync(join(packageFolder, 'package.json'), '{ "name": "leakgate" }\n');
    const cli = join(packageFolder, 'dist', 'leakgate.js');
    writeFileSync(cli, '// command\n');
    writeFileSync(join(packageFolder, 'dist', 'rules', 'a.js'), '// rules\n');
    this.running = { node: '/usr/bin/node', cli, version: '1.2.3', packageFolder };
  }

  open(folder = this.scratch.dir): Repository {
    return openRepository(folder, { env: this.scratch.env });
  }

  plan(folder?: string): Promise<Plan> {
    return planInstall(this.open(folder), { running: this.running });
  }

  planUndo(folder?: string): Plan {
    return planUndo(this.open(folder), this.running.packageFolder);
  }

  async install(folder?: string): Promise<Plan> {
    const plan = await this.plan(folder);
    applyPlan(plan);
    return plan;
  }

  undo(folder?: string): Plan {
    const plan = this.planUndo(folder);
    applyPlan(plan);
    return plan;
  }

  /** Every file and folder below `folder` with its mode and content; git's index and logs left out. */
  snapshot(folder = this.scratch.dir): Record<string, string> {
    const all = readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();
    return Object.fromEntries(
      all.map((name) => {
        const path = join(folder, name);
        const stat = lstatSync(path);
        const mode = (stat.mode & 0o777).toString(8);
        if (stat.isSymbolicLink()) return [name, `link ${readlinkSync(path)}`];
        return [name, stat.isDirectory() ? `folder ${mode}` : `${mode} ${readFileSync(path, 'latin1')}`];
      }),
    );
  }

  /** The plan's steps as `verb path`, relative to the repository's folder. */
  steps(plan: Plan): string[] {
    return plan.steps.map((step) => `${step.action} ${step.path.replace(`${this.scratch.dir}/`, '')}`);
  }
}
