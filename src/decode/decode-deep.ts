// Files within files and text within text, outermost first: every layer that can be reached, and what was lost on the way.
import { type ByteSource, bytesInMemory, ReadFailed } from '../model/byte-source.ts';
import type { Within } from '../model/fragment.ts';
import type { Layer, Loss, Span, WayBack } from '../model/layer.ts';
import { NeedsLibrary } from '../model/needs-library.ts';
import { type DecodeBudget, LimitReached } from './decode-budget.ts';
import { decodeWide } from './decode-wide.ts';
import { DamagedInput, type FilePart, OtherFormat, type Part, type TextPart } from './decoder.ts';
import { detectEncoding } from './detect-encoding.ts';
import { decodeRun } from './encoded/decode-run.ts';
import { nextEncoded } from './encoded/find-encoded.ts';
import { formatOf } from './file-format.ts';
import { findDecoder, type Told } from './find-decoder.ts';
import type { FormatDecoder } from './formats/index.ts';
import { kindOf } from './kind-of.ts';
import { shortName } from './short-name.ts';

/** A file to be decoded, and where it was met. */
interface Met {
  readonly source: ByteSource;
  readonly via: readonly string[];
  readonly path?: string;
  /** The text in which all of it is encoded, and where. */
  readonly holder?: { readonly layer: Layer; readonly span: Span };
}

/** A decoder gave up for a reason of its own. */
class NotDecoded extends Error {}

/** What compression adds to a name. */
const packedName = /\.(?:gz|gzip|bz2|xz|zst|zstd|lzma|z)$/i;

export interface DeepTerms {
  readonly within?: Within;
  readonly budget: DecodeBudget;
  readonly noteLoss: (loss: Loss) => void;
}

function backTo({ holder }: Met): { back?: WayBack } {
  if (!holder) return {};
  return { back: { layer: holder.layer, spanOf: () => holder.span, isOnePlace: true, isEncoded: true } };
}

const rangeCodes = ['ERR_OUT_OF_RANGE', 'ERR_BUFFER_OUT_OF_BOUNDS'];

/**
 * What a decoder threw, as what it says of the file. A number that Buffer refuses to read: the file is shorter than it says. A
 * text or a list that the engine refuses to make: a limit. All else is a mistake of the decoder, which hides no file: a gap.
 * @throws NeedsLibrary
 */
function asLoss(error: unknown): Error {
  if (error instanceof NeedsLibrary) throw error;
  if (error instanceof DamagedInput || error instanceof LimitReached || error instanceof ReadFailed) return error;
  const { code = '' } = error as { code?: string };
  if (error instanceof RangeError && rangeCodes.includes(code)) return new DamagedInput('it is cut short or damaged');
  return error instanceof RangeError || code === 'ERR_STRING_TOO_LONG'
    ? new LimitReached('it holds more than can be held at once')
    : new NotDecoded('it is built in a way that its decoder does not know');
}

class Walk {
  readonly #budget: DecodeBudget;
  readonly #noteLoss: (loss: Loss) => void;

  constructor({ budget, noteLoss }: DeepTerms) {
    this.#budget = budget;
    this.#noteLoss = noteLoss;
  }

  /** All layers of the outermost file. A limit that is reached in plain text ends there: no container takes it down. */
  *all(given: Met): Generator<Layer> {
    try {
      yield* this.file(given);
    } catch (error) {
      if (!(error instanceof LimitReached)) throw error;
      this.#lose(given.via, error);
    }
  }

  *file(given: Met): Generator<Layer> {
    const { via } = given;
    const told = this.#tell(given);
    if (told === null) return;
    const { decoder, source } = told;
    const met = { ...given, source };
    if (decoder === undefined) {
      yield* this.#plain(met);
      return;
    }
    if (via.length >= this.#budget.limits.depth) {
      this.#lose(via, new LimitReached(`it lies more than ${this.#budget.limits.depth} containers deep`));
      yield* this.#plain(met);
      return;
    }
    if (decoder.keepsText) yield* this.#plain(met);
    yield* this.#decode(met, decoder);
  }

  #tell({ source, via }: Met): Told | null {
    try {
      return findDecoder(source, this.#budget.limits.fileBytes);
    } catch (error) {
      if (!(error instanceof ReadFailed)) throw error;
      this.#lose(via, error);
      return null;
    }
  }

  *#decode(met: Met, decoder: FormatDecoder): Generator<Layer> {
    let parts = 0;
    // One for all texts of the file, made when there is one: lines are counted in it.
    let outer: Layer | undefined;
    const layerOf = () => {
      outer ??= this.#whole(met);
      return outer;
    };
    try {
      for (const part of decoder.decode({ source: met.source, path: met.path ?? null, budget: this.#budget })) {
        parts++;
        yield* this.#part(met, part, layerOf);
      }
    } catch (error) {
      if (error instanceof OtherFormat) {
        if (!decoder.keepsText) yield* this.#plain(met);
        return;
      }
      const loss = asLoss(error);
      if (loss instanceof LimitReached || loss instanceof ReadFailed) {
        this.#lose(met.via, loss);
        return;
      }
      // What stands encoded in a text is cut short there as often as not, and is scanned as text in any case.
      const isExpected = met.holder !== undefined || (decoder.isGuess && parts === 0);
      if (!isExpected || loss instanceof NotDecoded) this.#lose(met.via, loss);
      // Whatever it is, its bytes are scanned as they are.
      if (!decoder.keepsText) yield* this.#plain(met);
    }
  }

  /** A file as the layer in which the texts of it stand. */
  #whole(met: Met): Layer {
    const bytes = met.source.read(0, met.source.size);
    const own = met.path === undefined ? {} : { path: met.path };
    return { bytes, kind: 'text', via: met.via, ...own, ...backTo(met) };
  }

  *#part(met: Met, part: Part, layerOf: () => Layer): Generator<Layer> {
    const via = part.step === null ? met.via : [...met.via, shortName(part.step)];
    if (part.type === 'file') yield* this.#member(met, part, via);
    else if (part.type === 'loss') this.#noteLoss({ kind: part.kind, isGap: part.isGap, via, reason: part.reason });
    else yield* this.#text(this.#textLayer(met, part, via, layerOf));
  }

  #textLayer(
    met: Met,
    { bytes, spanOf, tellsLine, stepAt }: TextPart,
    via: readonly string[],
    layerOf: () => Layer,
  ): Layer {
    const own = met.path === undefined ? {} : { path: met.path };
    const back = spanOf ? { layer: layerOf(), spanOf, tellsLine } : backTo(met).back;
    return { bytes, kind: 'text', via, ...own, ...(stepAt && { stepAt }), ...(back && { back }) };
  }

  *#member(met: Met, part: FilePart, via: readonly string[]): Generator<Layer> {
    const { path: outer } = met;
    const own = part.path === null ? null : shortName(part.path);
    const inner = own !== null && outer !== undefined ? `${outer}/${own}` : own;
    const path = inner ?? outer?.replace(packedName, '');
    yield* this.file({
      source: part.bytes,
      via,
      ...(path !== undefined && { path }),
      ...(met.holder && { holder: met.holder }),
    });
  }

  /** Bytes of no format: text in some encoding, or whatever else. */
  *#plain(met: Met): Generator<Layer> {
    const { source, via, path } = met;
    if (source.size > this.#budget.limits.fileBytes) {
      const mebibytes = Math.floor(this.#budget.limits.fileBytes / 1024 / 1024);
      this.#lose(via, new LimitReached(`it is larger than ${mebibytes} MiB`));
      return;
    }
    const bytes = source.read(0, source.size);
    const named = { ...(path !== undefined && { path }), ...backTo(met) };
    const encoding = detectEncoding(bytes);
    if (encoding === null) yield* this.#text({ bytes, kind: kindOf(bytes), via, ...named });
    else yield* this.#text({ bytes: decodeWide(bytes, encoding), kind: 'text', via: [...via, encoding], ...named });
  }

  /** A layer, and what is encoded in it. */
  *#text(layer: Layer): Generator<Layer> {
    yield layer;
    for (let run = nextEncoded(layer.bytes, 0); run !== null; ) {
      this.#budget.checkTime();
      const { bytes, span, spanOf } = decodeRun(layer.bytes, run);
      const via = [...layer.via, run.encoding];
      const inner = layer.path === undefined ? {} : { path: layer.path };
      if (bytes instanceof LimitReached) this.#lose(layer.via, bytes);
      else if (layer.via.length >= this.#budget.limits.depth)
        this.#lose(layer.via, new LimitReached(`more than ${this.#budget.limits.depth} encodings lie in each other`));
      else if (formatOf(bytes) !== null || detectEncoding(bytes) !== null) {
        yield* this.file({ source: bytesInMemory(bytes), via, ...inner, holder: { layer, span } });
      } else if (bytes.length > 0)
        yield* this.#text({ bytes, kind: kindOf(bytes), via, ...inner, back: { layer, spanOf, isEncoded: true } });
      run = nextEncoded(layer.bytes, span.end);
    }
  }

  #lose(via: readonly string[], error: Error): void {
    const kind = error instanceof LimitReached ? 'limit' : error instanceof DamagedInput ? 'damaged' : 'unreadable';
    this.#noteLoss({ kind, isGap: true, via, reason: error.message });
  }
}

/**
 * All layers of a file, each given as it is met, so that no more than one way from the outside in is held in memory.
 * Sync, since a sweep asks for it in the midst of others.
 * @throws NeedsLibrary when a format needs one that is not loaded yet: load it and begin again
 * @throws whatever reading the source throws
 */
export function decodeDeep(source: ByteSource, terms: DeepTerms): Generator<Layer> {
  return new Walk(terms).all({ source, via: [], ...terms.within });
}
