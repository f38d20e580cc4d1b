// `history --shard i/n`: reads the flag, and tells under which terms a shard ran so that `merge` can compare them.
import { createHash } from 'node:crypto';
import { UsageError } from '../model/errors.ts';
import type { Policy } from '../model/policy.ts';
import { maxShards, parseShard, type Shard } from '../model/shard.ts';
import type { CommandContext } from './command-context.ts';
import { version } from './version.ts';

/**
 * The shard that the flags name.
 * @throws UsageError bad-value; option-clash with `--since`, which leaves out what no shard could account for
 */
export function readShard({ flags }: Pick<CommandContext, 'flags'>): Shard | undefined {
  const { shard: value, since } = flags;
  if (typeof value !== 'string') return undefined;
  const shard = parseShard(value);
  if (shard === null) {
    const allowed = `i/n with 1 <= i <= n <= ${maxShards}, such as 2/8`;
    throw new UsageError('bad-value', { name: '--shard', value, allowed });
  }
  if (since !== undefined) throw new UsageError('option-clash', { first: '--shard', second: '--since' });
  return shard;
}

/** SHA-256 over everything that decides what is reported: equal in all shards, or their reports do not fit together. */
export function termsDigest(rules: string, policy: Policy): string {
  const { salt, blocksFrom, usesAllowComments, ignoredPaths } = policy;
  const entries = policy.entries.map(({ fingerprint, owner, until, reason, gives }) => [
    fingerprint,
    owner,
    until,
    reason,
    gives,
  ]);
  const lists = [policy.onlyRules, policy.acceptedGaps].map((set) => [...set].sort());
  const text = JSON.stringify([
    version,
    rules,
    salt,
    blocksFrom,
    usesAllowComments,
    ignoredPaths,
    entries,
    ...lists,
    [...policy.rules].sort(([a], [b]) => (a < b ? -1 : 1)),
  ]);
  return createHash('sha256').update(text).digest('hex');
}
