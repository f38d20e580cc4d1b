// Hands the policy files of one side of a repository to config/: the usual ones in one go, others one by one.
import { lstatSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { policyFileNames } from '../config/config.ts';
import type { PolicySource, ReadPolicyFile } from '../config/load-policy.ts';
import { type PolicySide, readPolicyText, readPolicyTexts } from '../git/read-policy-text.ts';
import type { Repository } from '../git/repository.ts';
import { ToolError } from '../model/errors.ts';

const usual = Object.values(policyFileNames);

/** Reads policy files from `side`; nothing is read before the first call. */
function reader(repo: Repository, side: PolicySide): ReadPolicyFile {
  let texts: ReadonlyMap<string, Buffer> | null = null;
  return (name) => {
    texts ??= readPolicyTexts(repo, side, usual);
    if ((usual as readonly string[]).includes(name)) return texts.get(name) ?? null;
    return readPolicyText(repo, side, name);
  };
}

const nothing: ReadPolicyFile = () => null;

/**
 * The policy of `side`, and of what it is compared with: null for an empty tree.
 * With `policyFrom` only that revision counts, and nothing is compared.
 */
export function policyFiles(
  repo: Repository,
  sides: { readonly side: PolicySide; readonly before?: PolicySide | null },
  policyFrom: unknown,
): Pick<PolicySource, 'read' | 'readBefore'> {
  if (typeof policyFrom === 'string') return { read: reader(repo, { rev: policyFrom }) };
  const read = reader(repo, sides.side);
  if (sides.before === undefined) return { read };
  return { read, readBefore: sides.before === null ? nothing : reader(repo, sides.before) };
}

/** No policy at all: for plain files outside a repository. */
export const noPolicyFiles: Pick<PolicySource, 'read'> = { read: nothing };

/** What is no plain file is refused: a link leads elsewhere, and a pipe that nobody writes to would keep us waiting for ever. */
function readPlain(topLevel: string, name: string): Buffer | null {
  const path = join(topLevel, name);
  try {
    const stat = lstatSync(path, { throwIfNoEntry: false });
    if (stat === undefined) return null;
    if (stat.isFile()) return readFileSync(path);
  } catch (error) {
    const { code = 'unknown' } = error as NodeJS.ErrnoException;
    // A folder of its path that is a file.
    if (code === 'ENOTDIR') return null;
    throw new ToolError('unreadable-path', { path: name, reason: code });
  }
  throw new ToolError('unreadable-path', { path: name, reason: 'it is no plain file' });
}

/**
 * The policy files as they lie in the working tree, for `scan`, which reads the working tree too.
 * @throws ToolError unreadable-path, when a file is read
 */
export function diskPolicyFiles(topLevel: string): Pick<PolicySource, 'read'> {
  return { read: (name) => readPlain(topLevel, name) };
}
