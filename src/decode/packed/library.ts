// A library of its own file, loaded when a file needs it.
import { NeedsLibrary } from '../../model/needs-library.ts';

/** @param load imports it. @returns what gives it once it is loaded, and throws NeedsLibrary before */
export function libraryOf<Library>(load: () => Promise<Library>): () => Library {
  let loaded: Library | undefined;
  return () => {
    if (loaded !== undefined) return loaded;
    throw new NeedsLibrary(async () => {
      loaded = await load();
    });
  };
}
