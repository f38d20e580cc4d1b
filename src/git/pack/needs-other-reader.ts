/** Something of the structure cannot be read here: trees or commits that are damaged, too large, or came while we read. */
export class NeedsOtherReader extends Error {}

/** Packs or objects came or went while they were read, as `git gc` and `git fetch` have them do: reading anew may help. */
export class StoreChanged extends NeedsOtherReader {}
