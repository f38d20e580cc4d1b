// Secrets that stand encoded in the lines of a stream: base64 and hex, in each other too, as a scan reads them.

import { Surroundings } from '../../decide/weigh-surroundings.ts';
import { decode } from '../../decode/decode.ts';
import { nextEncoded } from '../../decode/encoded/find-encoded.ts';
import type { Layer } from '../../model/layer.ts';
import type { MaskSpan } from '../../model/mask-span.ts';
import { NeedsLibrary } from '../../model/needs-library.ts';
import { foundAt } from '../layer-path.ts';
import { contextBytes, type Judges, spansOf } from './find-spans.ts';

/** What is encoded in `run`, one layer for each encoding. */
function layersOf(run: Buffer): Layer[] {
  const layers: Layer[] = [];
  try {
    for (const layer of decode(run)) if (layer.back !== undefined) layers.push(layer);
  } catch (error) {
    // A container in a line of a log: nobody waits for its library there.
    if (!(error instanceof NeedsLibrary)) throw error;
  }
  return layers;
}

/** The spans of encoded secrets in the lines view[from, to). A run is looked at to its end, or as far as a line's verdict may look. */
export function findEncodedSpans(
  { view, from, to }: { readonly view: Buffer; readonly from: number; readonly to: number },
  { detector, isWanted }: Judges,
): MaskSpan[] {
  const spans: MaskSpan[] = [];
  for (let run = nextEncoded(view, from, to); run !== null; run = nextEncoded(view, run.end, to)) {
    const { start, end } = run;
    for (const layer of layersOf(view.subarray(start, Math.min(end, start + contextBytes)))) {
      const surroundings = new Surroundings(layer.bytes);
      const wanted = detector
        .detect(layer)
        .map((found) => surroundings.weigh(found))
        .filter((candidate) => candidate !== null && isWanted(candidate, layer.bytes))
        .filter((candidate) => candidate !== null);
      for (const { mask, rule, ...inner } of spansOf(wanted)) {
        const { span } = foundAt(layer, inner.start, inner.end);
        spans.push({ start: start + span.start, end: start + span.end, mask, rule });
      }
    }
  }
  return spans;
}
