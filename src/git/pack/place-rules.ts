// What the kernel has to know of the rules before it looks for anchors.
import type { AnchorTables, SieveTables } from '../../model/hit-judge.ts';
import type { Kernel } from './kernel.ts';

export function placeRules(kernel: Kernel, anchors: AnchorTables): void {
  const { classes, table, shift, firstAccepting, depth, reaches, guards, filters } = anchors;
  kernel.calls.setAutomaton(
    kernel.place(classes),
    kernel.place(table),
    shift,
    firstAccepting,
    depth,
    kernel.place(reaches),
    kernel.place(guards),
  );
  placeSieve(kernel, anchors.sieve);
  const { starts, uses, sets, parts, bytes } = filters;
  kernel.calls.setFilters(
    firstAccepting,
    kernel.place(starts),
    kernel.place(uses),
    kernel.place(sets),
    kernel.place(parts),
    kernel.place(bytes),
  );
}

export function placeSieve(kernel: Kernel, { pairs, hashes, depths, masks }: SieveTables): void {
  const places = [pairs, hashes, depths].map((list) => kernel.place(list)) as [number, number, number];
  kernel.calls.setSieve(...places, masks.plain, masks.three, masks.four, masks.six);
}
