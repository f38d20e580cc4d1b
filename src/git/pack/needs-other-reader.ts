/** Something of the structure cannot be read here: trees or commits that are damaged, too large, or came while we read. */
export class NeedsOtherReader extends Error {}
