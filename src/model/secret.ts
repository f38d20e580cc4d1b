// The one carrier of secret text. Whatever prints, joins, serialises or inspects a Secret gets its mask.
// The text leaves only through `revealSecret`, which only detect/ may import (a test greps for it).

const inspect = Symbol.for('nodejs.util.inspect.custom');
let reveal: (secret: Secret) => string;
let keyOf: (secret: Secret) => string;

/** A secret value as latin1 text (one character a byte of the layer it was found in), shown only as its mask. */
export class Secret {
  readonly #text: string | null;
  readonly #mask: string;
  readonly #group: number;

  static {
    reveal = (secret) => {
      if (secret.#text === null) throw new TypeError('of a secret of an earlier run only the mask is known');
      return secret.#text;
    };
    // No byte is outside latin1: a text never looks like a group.
    keyOf = (secret) => secret.#text ?? `\u{ffff}${secret.#group}`;
  }

  /**
   * @param text the secret's bytes as latin1
   * @param mask what may be shown of it, made by detect/mask.ts after the rule's own terms
   */
  constructor(text: string | { readonly group: number }, mask: string) {
    // In memory of their own: a piece cut out of a text keeps all of that text alive, kilobytes for each secret.
    this.#text = typeof text === 'string' ? Buffer.from(text, 'utf16le').toString('utf16le') : null;
    this.#group = typeof text === 'string' ? -1 : text.group;
    this.#mask = Buffer.from(mask, 'utf16le').toString('utf16le');
  }

  /** A secret that an earlier run found, of which only the mask is left; those of one `group` were the same. */
  static ofEarlierRun(mask: string, group: number): Secret {
    return new Secret({ group }, mask);
  }

  /** Whether it was found by an earlier run, so that its text is not known. */
  get isOnlyMask(): boolean {
    return this.#text === null;
  }

  /** What may be shown: the rule's public prefix, `…`, and the last four characters of a long body. */
  get mask(): string {
    return this.#mask;
  }

  /** Whether both hold the same bytes. */
  isSame(other: Secret): boolean {
    return keyOf(this) === keyOf(other);
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
    const text = keyOf(secretOf(item));
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

/** Secrets are looked up by so many of their first characters. */
const keyLength = 8;

/**
 * A function that replaces every occurrence of `secrets` in a text by its mask: for names and messages that may hold one.
 * Its work grows with the length of the text, not with the number of secrets.
 */
export function hideSecrets(secrets: Iterable<Secret>): (text: string) => string {
  const byKey = new Map<string, Set<string>>();
  const masks = new Map<string, string>();
  for (const secret of secrets) {
    // Where one was found by an earlier run, that run saw to it that no name holds it, or kept nothing.
    if (secret.isOnlyMask) continue;
    const latin1 = reveal(secret);
    for (const text of [latin1, Buffer.from(latin1, 'latin1').toString('utf8')]) {
      if (text === '') continue;
      masks.set(text, secret.mask);
      const key = text.slice(0, keyLength);
      byKey.set(key, (byKey.get(key) ?? new Set()).add(text));
    }
  }
  const lengths = [...new Set(Array.from(byKey.keys(), (key) => key.length))];
  const longestAt = (text: string, at: number): string => {
    let longest = '';
    for (const length of lengths)
      for (const hidden of byKey.get(text.slice(at, at + length)) ?? [])
        if (hidden.length > longest.length && text.startsWith(hidden, at)) longest = hidden;
    return longest;
  };
  return (text) => {
    if (masks.size === 0) return text;
    let shown = '';
    let copied = 0;
    for (let at = 0; at < text.length; ) {
      const hidden = longestAt(text, at);
      at += hidden.length || 1;
      if (hidden === '') continue;
      shown += text.slice(copied, at - hidden.length) + masks.get(hidden);
      copied = at;
    }
    return shown + text.slice(copied);
  };
}
