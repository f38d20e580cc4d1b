// Secrets that stand encoded in the lines of a stream: base64 and hex, in each other too, as a scan reads them.

import { Surroundings } from '../../decide/weigh-surroundings.ts';
import { decode } from '../../decode/decode.ts';
import { nextEncoded } from '../../decode/encoded/find-encoded.ts';
import type { Layer } from '../../model/layer.ts';
import type { MaskSpan } from '../../model/mask-span.ts';
import { NeedsLibrary } from '../../model/needs-library.ts';
import { MetEscapes } from '../detect-escaped.ts';
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

/** What is found in one layer and behind the escapes in it, by offsets in the run. */
function spansInLayer(layer: Layer, { detector, isWanted }: Judges): MaskSpan[] {
  const escapes = new MetEscapes(layer, detector);
  const own = { layer, candidates: detector.detect(layer, escapes) };
  return [own, ...escapes.found].flatMap(({ layer: { bytes }, layer: within, candidates }) => {
    const surroundings = new Surroundings(bytes);
    const wanted = candidates
      .map((found) => surroundings.weigh(found))
      .filter((candidate) => candidate !== null)
      .filter((candidate) => isWanted(candidate, bytes));
    return spansOf(wanted).map((span) => ({ ...span, ...foundAt(within, span.start, span.end).span }));
  });
}

/** The spans of encoded secrets in the lines view[from, to). A run is looked at to its end, or as far as a line's verdict may look. */
export function findEncodedSpans(
  { view, from, to }: { readonly view: Buffer; readonly from: number; readonly to: number },
  judges: Judges,
): MaskSpan[] {
  const spans: MaskSpan[] = [];
  for (let run = nextEncoded(view, from, to); run !== null; run = nextEncoded(view, run.end, to)) {
    const { start, end } = run;
    for (const layer of layersOf(view.subarray(start, Math.min(end, start + contextBytes))))
      for (const span of spansInLayer(layer, judges))
        spans.push({ ...span, start: start + span.start, end: start + span.end });
  }
  return spans;
}
