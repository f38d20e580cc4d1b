// The readers of structures by the names that rules use.
import type { StructureName } from '../../model/rule.ts';
import { readKubernetesSecret } from './kubernetes-secret.ts';
import type { StructureReader } from './structure.ts';

export const structureReaders: Readonly<Record<StructureName, StructureReader>> = {
  'kubernetes-secret': readKubernetesSecret,
};
