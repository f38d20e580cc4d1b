// The one carrier of secret text. Whatever prints, joins, serialises or inspects a Secret gets its mask.
// The text leaves only through `revealSecret`, which only detect/ may import (a test greps for it).

const inspect = Symbol.for('nodejs.util.inspect.custom');
let reveal: (secret: Secret) => string;

/** A secret value as latin1 text (one character a byte of the layer it was found in), shown only as its mask. */
export class Secret {
  readonly #text: string;
  readonly #mask: string;

  static {
    reveal = (secret) => secret.#text;
  }

  /**
   * @param text the secret's bytes as latin1
   * @param mask what may be shown of it, made by detect/mask.ts after the rule's own terms
   */
  constructor(text: string, mask: string) {
    this.#text = text;
    this.#mask = mask;
  }

  /** What may be shown: the rule's public prefix, `…`, and the last four characters of a long body. */
  get mask(): string {
    return this.#mask;
  }

  /** Whether both hold the same bytes. */
  isSame(other: Secret): boolean {
    return this.#text === other.#text;
  }

  toString(): string {
    return this.#mask;
  }

  toJSON(): string {
    return this.#mask;
  }

  [Symbol.toPrimitive](): string {
    return this.#mask;
  }

  [inspect](): string {
    return this.#mask;
  }
}

/** Items in groups of the same secret, in order of first appearance. */
export function groupBySecret<Item>(items: readonly Item[], secretOf: (item: Item) => Secret): Item[][] {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const text = reveal(secretOf(item));
    const group = groups.get(text);
    if (group) group.push(item);
    else groups.set(text, [item]);
  }
  return [...groups.values()];
}

/** The bytes of a secret as latin1 text. For detect/ alone; nothing it returns may be stored or shown. */
export function revealSecret(secret: Secret): string {
  return reveal(secret);
}
