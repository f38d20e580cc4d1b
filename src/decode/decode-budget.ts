// How much one fragment may become when it is decoded: what goes beyond is a gap, so that no archive can fill memory or time.

/** All limits are the tool's own choice; docs/containers.md tells them. */
export interface DecodeLimits {
  /** Containers in containers, encodings in encodings. */
  readonly depth: number;
  /** Files in all containers together. */
  readonly entries: number;
  /** Bytes of one decoded file: it is held in memory. */
  readonly fileBytes: number;
  /** Bytes decoded in all. */
  readonly totalBytes: number;
  /** Bytes decoded in all that any file may become; beyond them `ratio` times its size, however deep it is packed. */
  readonly freeTotalBytes: number;
  /** Times the size of the compressed bytes, once more than `freeBytes` came out of them. */
  readonly ratio: number;
  readonly freeBytes: number;
  readonly milliseconds: number;
}

export const defaultLimits: DecodeLimits = {
  depth: 8,
  entries: 200_000,
  fileBytes: 512 * 1024 * 1024,
  totalBytes: 8 * 1024 * 1024 * 1024,
  freeTotalBytes: 256 * 1024 * 1024,
  ratio: 1100,
  freeBytes: 16 * 1024 * 1024,
  milliseconds: 120_000,
};

/** Thrown when a limit is reached; the message is the end of a sentence. */
export class LimitReached extends Error {
  /** True when the rest of the container may be read: the limit is that of one file. */
  readonly isOfOne: boolean;

  constructor(message: string, isOfOne = false) {
    super(message);
    this.isOfOne = isOfOne;
  }
}

const inMiB = (bytes: number) => `${Math.floor(bytes / 1024 / 1024)} MiB`;

export class DecodeBudget {
  readonly limits: DecodeLimits;
  readonly #now: () => number;
  readonly #until: number;
  readonly #mostBytes: number;
  #entries = 0;
  #bytes = 0;

  /**
   * @param now milliseconds of a steady clock
   * @param size of the fragment, in bytes
   */
  constructor(now: () => number, limits: DecodeLimits = defaultLimits, size = Number.POSITIVE_INFINITY) {
    this.limits = limits;
    this.#mostBytes = Math.min(limits.totalBytes, Math.max(limits.freeTotalBytes, size * limits.ratio));
    this.#now = now;
    this.#until = now() + limits.milliseconds;
  }

  /** Counts one file of a container. @throws LimitReached */
  takeEntry(): void {
    this.checkTime();
    if (++this.#entries > this.limits.entries)
      throw new LimitReached(`it holds more than ${this.limits.entries.toLocaleString('en-US')} files`);
  }

  /** Counts decoded bytes that are held no longer, too. @throws LimitReached */
  takeBytes(count: number): void {
    this.checkTime();
    this.#bytes += count;
    if (this.#bytes > this.#mostBytes)
      throw new LimitReached(`it becomes more than ${inMiB(this.#mostBytes)} when it is decoded`);
  }

  /**
   * How many bytes may come out of `compressed` bytes: what a decompressor is told as its most.
   * @param claimed what the container says will come out, if it does
   * @throws LimitReached (of one file) when `claimed` is more
   */
  mostFrom(compressed: number, claimed?: number): number {
    const { fileBytes, ratio, freeBytes } = this.limits;
    const most = Math.min(fileBytes, Math.max(freeBytes, compressed * ratio));
    if (claimed !== undefined && claimed > most) throw this.tooMuch(compressed);
    return most;
  }

  /** The limit that `mostFrom` gave for `compressed` bytes, as the error to throw when more came out. */
  tooMuch(compressed: number): LimitReached {
    const { fileBytes, ratio, freeBytes } = this.limits;
    return Math.max(freeBytes, compressed * ratio) >= fileBytes
      ? new LimitReached(`it becomes more than ${inMiB(fileBytes)} when it is decompressed`, true)
      : new LimitReached(`it becomes more than ${ratio} times its size when it is decompressed`, true);
  }

  /** @throws LimitReached */
  checkTime(): void {
    if (this.#now() > this.#until)
      throw new LimitReached(`decoding it takes longer than ${this.limits.milliseconds / 1000} s`);
  }
}
