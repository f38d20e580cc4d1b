// A library is loaded only for the file that needs it. Decoding is sync and loading is not, so decoding begins again.

export class NeedsLibrary extends Error {
  readonly load: () => Promise<unknown>;

  /** @param load is called once; decoding must not throw the same again when it is done */
  constructor(load: () => Promise<unknown>) {
    super('a library has to be loaded first');
    this.load = load;
  }
}
