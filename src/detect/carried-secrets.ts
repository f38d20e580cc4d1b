// Secrets on their way from one thread to another of the same process. They travel as one piece of memory, which prints as
// numbers and is never written anywhere.
import { revealSecret, Secret } from '../model/secret.ts';

/** Secrets in a form that can be handed to another thread; equal ones once. */
export interface CarriedSecrets {
  /** The bytes of all of them, one after the other. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Where each ends. */
  readonly ends: readonly number[];
  readonly masks: readonly string[];
}

/** Takes secrets in, and knows each by a number. */
export class SecretCarrier {
  readonly #numbers = new Map<string, number>();
  readonly #texts: string[] = [];
  readonly #masks: string[] = [];

  /** @returns the number of the secret among those carried; the same for the same bytes and mask */
  add(secret: Secret): number {
    const text = revealSecret(secret);
    const key = `${secret.mask}\0${text}`;
    let number = this.#numbers.get(key);
    if (number === undefined) {
      number = this.#texts.push(text) - 1;
      this.#masks.push(secret.mask);
      this.#numbers.set(key, number);
    }
    return number;
  }

  /** All of them, for the other side. */
  carried(): CarriedSecrets {
    let length = 0;
    const ends = this.#texts.map((text) => {
      length += text.length;
      return length;
    });
    const bytes = new Uint8Array(length);
    Buffer.from(bytes.buffer).write(this.#texts.join(''), 'latin1');
    return { bytes, ends, masks: this.#masks };
  }
}

/** The secrets as they were, by number. */
export function takeSecrets({ bytes, ends, masks }: CarriedSecrets): Secret[] {
  const all = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  return masks.map((mask, at) => new Secret(all.toString('latin1', at === 0 ? 0 : ends[at - 1], ends[at]), mask));
}
