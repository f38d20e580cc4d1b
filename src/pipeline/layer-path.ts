// Under which path a layer is judged, and where in a file a person finds what stands in it.
import type { Layer, Span } from '../model/layer.ts';

/** Steps that lead to the one file that is compressed, and what they add to its name. */
const compressions: Readonly<Record<string, RegExp>> = {
  gzip: /\.(?:gz|gzip|tgz)$/i,
  bzip2: /\.bz2$/i,
  xz: /\.(?:xz|lzma)$/i,
  zstd: /\.zst(?:d)?$/i,
  zlib: /\.(?:z|zz|zlib)$/i,
};

/**
 * The path by which a layer is judged: that of the fragment, without what compression adds to it, and in a container the
 * path there behind it: folders of both say what the file is.
 */
export function layerPath({ via, path }: Layer, fragmentPath: string | null): string | null {
  if (path !== undefined) return fragmentPath === null ? path : `${fragmentPath}/${path}`;
  return fragmentPath === null ? null : fragmentPath.replace(compressions[via[0]] ?? '', '');
}

export interface FoundAt {
  /** The layer whose lines are told. */
  readonly layer: Layer;
  readonly span: Span;
}

/** The way back from bytes [start, end) of `layer` to the text of the file it was decoded from. */
export function foundAt(layer: Layer, start: number, end: number): FoundAt {
  let at: FoundAt = { layer, span: { start, end } };
  for (let { back } = layer; back !== undefined; { back } = at.layer)
    at = { layer: back.layer, span: back.spanOf(at.span.start, at.span.end) };
  return at;
}
