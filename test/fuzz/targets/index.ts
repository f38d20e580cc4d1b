// Every target. A new reader of foreign bytes gets one.

import type { FuzzTarget } from '../target.ts';
import { contentTargets } from './contents.ts';
import { gitFileTargets } from './git-files.ts';
import { gitOutputTargets } from './git-output.ts';
import { packTargets } from './packs.ts';
import { policyTargets } from './policy.ts';

export const targets: readonly FuzzTarget[] = [
  ...gitOutputTargets,
  ...gitFileTargets,
  ...packTargets,
  ...policyTargets,
  ...contentTargets,
];
