// The kernel of the history sweep, compiled to WebAssembly by AssemblyScript: inflate an entry of a pack, apply its delta,
// find anchors and tree entries where something changed. It holds no object and knows no rule; its caller lays out the memory.
export { hasNul, inheritHits, scanBeside, scanPart, scanWhole } from './anchors';
export { setAutomaton } from './automaton';
export { readHead } from './commits';
export { crc32 } from './crc32';
export { headsLength, readEntryHeads, setPack } from './entry-heads';
export { findEncoded, findEncodedChanged, setAlphabets } from './encoded';
export { escapedText, undoEscapes } from './escapes';
export { setFilters, settleHits } from './filters';
export { applyDelta, copiesAt, countCopies, resultSize } from './delta';
export { firstFree } from './first-free';
export { countRoots, growForests, listCosts, longestDelta, longestEntry, ownCosts } from './forests';
export { findId, setIds, takeIds } from './ids';
export { adler32 } from './adler32';
export { inflate } from './inflate';
export { areRising, placeByRank, placeInOrder, rankOffsets, readFirstTable, readOffsets } from './pack-index';
export { setSieve } from './sieve';
export { addName, countNames, setNames } from './names';
export { countEntries, countRecords, inheritTree, readTree } from './trees';

/** Moves [from, from + length) to `to`; they may overlap. */
export function move(to: usize, from: usize, length: usize): void {
  memory.copy(to, from, length);
}
