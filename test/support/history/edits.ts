// Ordinary edits of a version: what people and editors do, and what cuts a secret in two.
import { copy, type DeltaOp, insert } from './delta-ops.ts';
import { anyPiece } from './pieces.ts';
import type { SeededRandom } from './seeded-random.ts';
import { edited, type Version } from './version.ts';

type Edit = (bytes: Buffer, random: SeededRandom) => DeltaOp[];

/** A place in the text: mostly the start of a line, else anywhere, so that secrets are cut as well. */
function place(bytes: Buffer, random: SeededRandom): number {
  const at = random.below(bytes.length + 1);
  if (random.chance(0.4)) return at;
  const end = bytes.indexOf(0x0a, at);
  return end < 0 ? bytes.length : end + 1;
}

function range(bytes: Buffer, random: SeededRandom): [number, number] {
  const from = place(bytes, random);
  const to = random.chance(0.5) ? place(bytes, random) : Math.min(bytes.length, from + random.between(0, 60));
  return [Math.min(from, to), Math.max(from, to)];
}

const tail = (bytes: Buffer, from: number): DeltaOp => copy(from, bytes.length - from);

const edits: readonly Edit[] = [
  // Insert.
  (bytes, random) => {
    const at = place(bytes, random);
    return [copy(0, at), insert(anyPiece(random)), tail(bytes, at)];
  },
  // Replace.
  (bytes, random) => {
    const [from, to] = range(bytes, random);
    return [copy(0, from), insert(anyPiece(random)), tail(bytes, to)];
  },
  // Delete.
  (bytes, random) => {
    const [from, to] = range(bytes, random);
    return [copy(0, from), tail(bytes, to)];
  },
  // Move.
  (bytes, random) => {
    const [from, to] = range(bytes, random);
    return [copy(to, bytes.length - to), copy(from, to - from), copy(0, from)];
  },
  // Twice.
  (bytes, random) => {
    const [from, to] = range(bytes, random);
    return [copy(0, to), ...(random.chance(0.5) ? [insert(anyPiece(random))] : []), tail(bytes, from)];
  },
  // Cut the beginning or the end off.
  (bytes, random) => {
    const at = place(bytes, random);
    return random.chance(0.5) ? [tail(bytes, at)] : [copy(0, at)];
  },
];

/** One to three edits, one after the other; each is a delta of its own over a version in between. */
export function editAnyhow(version: Version, random: SeededRandom): Version {
  let next = version;
  for (let count = random.between(1, 3); count > 0; count--)
    next = edited(next, random.pick(edits)(next.bytes, random));
  return next;
}
