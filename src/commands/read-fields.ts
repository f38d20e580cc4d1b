// Fields of JSON that came from elsewhere: each is checked before it is used, and what is wrong is named, never quoted.

export class FieldReader {
  readonly error: (reason: string) => Error;

  /** @param error makes the error to throw of a reason */
  constructor(error: (reason: string) => Error) {
    this.error = error;
  }

  /** The object that `text` is. The parser's own message would quote the file. */
  parse(text: string): Record<string, unknown> {
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      throw this.error('it is not JSON');
    }
    this.object(value, 'the whole');
    return value as Record<string, unknown>;
  }

  object(value: unknown, name: string): void {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) throw this.error(`${name} is no object`);
  }

  list<Item>(value: readonly Item[], name: string): readonly Item[] {
    if (!Array.isArray(value)) throw this.error(`${name} is no list`);
    return value;
  }

  text(value: unknown, name: string): string {
    if (typeof value !== 'string') throw this.error(`${name} is no text`);
    return value;
  }

  matching(value: unknown, pattern: RegExp, name: string): string {
    if (!pattern.test(this.text(value, name))) throw this.error(`${name} is not what it should be`);
    return value as string;
  }

  oneOf<const Word extends string>(value: unknown, words: readonly Word[], name: string): Word {
    const found = words.find((word) => word === value);
    if (found === undefined) throw this.error(`${name} is none of ${words.join(', ')}`);
    return found;
  }

  count(value: unknown, name: string): number {
    if (!Number.isSafeInteger(value) || (value as number) < 0) throw this.error(`${name} is no count`);
    return value as number;
  }

  flag(value: unknown, name: string): boolean {
    if (typeof value !== 'boolean') throw this.error(`${name} is neither true nor false`);
    return value;
  }

  /** Texts by name. */
  texts(value: unknown, name: string): Readonly<Record<string, string>> {
    this.object(value, name);
    for (const text of Object.values(value as object)) this.text(text, name);
    return value as Readonly<Record<string, string>>;
  }
}
