// Whether base64 begins as a picture does: text that only calls itself one is no picture.
import type { Span } from '../../model/layer.ts';

/** PNG, JPEG, GIF, WebP, BMP, TIFF of either byte order, icons, AVIF and HEIC, PDF; slashes may be escaped. */
const starts =
  /^\s*(?:iVBORw0KGgo|\\?\/9j\\?\/|R0lGOD|UklGR|Qk[0-9A-Za-z+/]|SUkq|TU0A|AAABAA|AAAA[0-9A-Za-z+/\\]{2,3}ZnR5c|JVBERi)/;
const sample = 64;

/** @param pieces of the JSON in which it stands; what is empty is no text either */
export function looksLikePicture(json: Buffer, pieces: readonly Span[]): boolean {
  const [first] = pieces;
  if (first === undefined || first.start === first.end) return true;
  return starts.test(json.toString('latin1', first.start, Math.min(first.end, first.start + sample)));
}
