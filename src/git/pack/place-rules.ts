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
  const { starts, uses, leads, bytes } = filters;
  const places = [starts, uses, leads, bytes].map((list) => kernel.place(list)) as [number, number, number, number];
  kernel.calls.setFilters(firstAccepting, ...places);
}

export function placeSieve(kernel: Kernel, { pairs, hashes, depths, masks }: SieveTables): void {
  const places = [pairs, hashes, depths].map((list) => kernel.place(list)) as [number, number, number];
  kernel.calls.setSieve(...places, masks.plain, masks.three, masks.four, masks.six);
}
