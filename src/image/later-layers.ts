// What the layers above say of a file: that it is gone, or that another stands in its place (OCI image-layer specification, whiteouts).

const whiteout = '.wh.';
/** Everything below its folder is gone. */
const opaque = '.wh..wh..opq';
/** Paths that are remembered; an image with more of them is told without what became of its files. */
const mostPaths = 4_000_000;
/** No system takes a longer one (PATH_MAX of Linux); each folder of a path is looked up. */
const longestPath = 4096;

/** Filled from the uppermost layer down. */
export class LaterLayers {
  readonly #gone = new Set<string>();
  readonly #emptied = new Set<string>();
  readonly #written = new Set<string>();
  #ofThisLayer: { gone: string[]; emptied: string[]; written: string[] } = { gone: [], emptied: [], written: [] };

  /** Takes down a member of the layer at hand. @returns true for a mark that is no file */
  takeDown(path: string): boolean {
    const slash = path.lastIndexOf('/');
    const [folder, name] = [path.slice(0, slash + 1), path.slice(slash + 1)];
    const { gone, emptied, written } = this.#ofThisLayer;
    if (name === opaque) emptied.push(folder);
    else if (name.startsWith(whiteout)) gone.push(folder + name.slice(whiteout.length));
    else {
      written.push(path);
      return false;
    }
    return true;
  }

  /** What became of a file of the layer at hand. */
  fateOf(path: string): 'deleted' | 'replaced' | null {
    if (path.length > longestPath) return null;
    if (this.#gone.has(path)) return 'deleted';
    for (let at = path.indexOf('/'); at >= 0; at = path.indexOf('/', at + 1))
      if (this.#gone.has(path.slice(0, at)) || this.#emptied.has(path.slice(0, at + 1))) return 'deleted';
    return this.#emptied.has('') ? 'deleted' : this.#written.has(path) ? 'replaced' : null;
  }

  /** The layer at hand is done; the next one lies below it. */
  nextLayer(): void {
    const { gone, emptied, written } = this.#ofThisLayer;
    if (this.#gone.size + gone.length < mostPaths) for (const path of gone) this.#gone.add(path);
    if (this.#emptied.size + emptied.length < mostPaths) for (const path of emptied) this.#emptied.add(path);
    if (this.#written.size + written.length < mostPaths) for (const path of written) this.#written.add(path);
    this.#ofThisLayer = { gone: [], emptied: [], written: [] };
  }
}
