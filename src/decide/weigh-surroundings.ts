// Evidence from the bytes around a candidate, further than its rule may look: a chance match inside a long base64 text, a search
// key that is made for browsers, minified code, documentation in a source file. `detect/` cannot use it, since a candidate depends on its window alone.
import type { Candidate } from '../model/candidate.ts';
import type { Confidence } from '../model/severity.ts';
import { documentedFrom, documentedRanges, isDescription } from './documented-ranges.ts';

const lower: Record<Confidence, Confidence> = { high: 'medium', medium: 'low', low: 'low' };

/** A text in base64 that goes on before and behind a token, so far on each side and in all, was not written to hold it; in bytes. */
const leastMargin = 24;
const blobMargin = 128;
/** Where the settings of a search box are looked for, in bytes each way. */
const neighbourhood = 240;
/** What is looked at to tell minified code, in bytes each way, and what it shows: hardly a space, many marks. */
const codeReach = 200;
const mostSpaces = 0.03;
const leastMarks = 0.12;

function isBase64(byte: number): boolean {
  return (
    (byte >= 97 && byte <= 122) || (byte >= 65 && byte <= 90) || (byte >= 47 && byte <= 57) || byte === 43 // + / 0-9
  );
}

/** Whether the secret is a piece of a far longer run of base64, beginning behind a mark of that alphabet. */
function isInsideBlob({ secretStart, secretEnd }: Candidate, bytes: Buffer): boolean {
  let before = secretStart;
  while (before > 0 && secretStart - before < blobMargin && isBase64(bytes[before - 1])) before--;
  let behind = secretEnd;
  while (behind < bytes.length && behind - secretEnd < blobMargin && isBase64(bytes[behind])) behind++;
  const margins = [secretStart - before, behind - secretEnd];
  return Math.min(...margins) >= leastMargin && margins[0] + margins[1] >= blobMargin;
}

function around({ secretStart, secretEnd }: Candidate, bytes: Buffer, reach: number): string {
  const before = bytes.toString('latin1', Math.max(0, secretStart - reach), secretStart);
  return `${before}\n${bytes.toString('latin1', secretEnd, Math.min(bytes.length, secretEnd + reach))}`;
}

/** Algolia's DocSearch and InstantSearch run in the visitor's browser with a key that may only search. */
const searchBox = /docsearch|indexName|index_name|instantsearch|searchOnly/i;
/** An application id of Algolia: beside it may stand the key of the search box or the one of an administrator. */
const algoliaId = /app_?id["']?\s{0,4}[:=]\s{0,4}["'][A-Z0-9]{10}["']/i;

/** 1 for white space, 2 for marks of code. */
const codeKinds = new Uint8Array(256);
for (const space of ' \t\r\n') codeKinds[space.charCodeAt(0)] = 1;
for (const mark of '{}();,=!&|?') codeKinds[mark.charCodeAt(0)] = 2;

/** Whether the code around was written by a minifier. What it holds is sent to every visitor. */
function isMinified({ secretStart, secretEnd }: Candidate, bytes: Buffer): boolean {
  const [from, to] = [Math.max(0, secretStart - codeReach), Math.min(bytes.length, secretEnd + codeReach)];
  const length = to - from - (secretEnd - secretStart) + 1;
  const counts = [0, 0, 0];
  for (let at = from; at < secretStart; at++) counts[codeKinds[bytes[at]]]++;
  for (let at = secretEnd; at < to; at++) counts[codeKinds[bytes[at]]]++;
  const [, spaces, marks] = counts;
  return length > codeReach && spaces < mostSpaces * length && marks > leastMarks * length;
}

/** How far before a name a condition's question mark is looked for, in bytes. */
const choiceReach = 8;

const sealedKind = /^kind:[ \t]*["']?SealedSecret\b/m;
/** A sealed value begins with the length of its session key, 2 bytes, of which the first is 2 for every usual key: `Ag` in base64. */
const sealedValue = /^(?:\| *)?Ag[A-Za-z0-9+/]{98}/;

/** What the bytes of one layer say about the candidates in it. */
export class Surroundings {
  readonly #bytes: Buffer;
  #documented: readonly number[] | undefined;

  /** @param mayBeDocumented false where it is known that no documentation begins in `bytes` */
  constructor(bytes: Buffer, mayBeDocumented = true) {
    this.#bytes = bytes;
    if (!mayBeDocumented) this.#documented = [];
  }

  /**
   * Whether the whole assignment stands in documentation: a string that is itself the value begins before its quotes. A rule that
   * knows the maker, and a key that does not parse, are doubted only where the text says by its place or name that it describes.
   */
  #isDocumented({ rule, start }: Candidate): boolean {
    this.#documented ??= documentedRanges(this.#bytes);
    const from = documentedFrom(this.#documented, start);
    return from >= 0 && (rule.tier === 'generic' || isDescription(this.#bytes, from));
  }

  /** Whether the value is one that only a cluster's own key opens (bitnami-labs/sealed-secrets): made to be committed. */
  #isSealed({ rule, secretStart, secretEnd }: Candidate): boolean {
    if (rule.tier === 'specific') return false;
    if (!sealedValue.test(this.#bytes.toString('latin1', secretStart, Math.min(secretEnd, secretStart + 128))))
      return false;
    const from = Math.max(0, this.#bytes.lastIndexOf('\n---', secretStart, 'latin1'));
    const end = this.#bytes.indexOf('\n---', secretEnd, 'latin1');
    return sealedKind.test(this.#bytes.toString('latin1', from, end < 0 ? this.#bytes.length : end));
  }

  /**
   * A mere word for a password where the text says by its place or name that it describes: an example, whatever it says.
   * Everywhere else it is told, with low confidence.
   */
  #isSampleWord({ rule, start, secretStart, secretEnd }: Candidate): boolean {
    if (rule.tier !== 'generic' || rule.kind !== 'password') return false;
    if (!/^[A-Za-z]{1,24}$/.test(this.#bytes.toString('latin1', secretStart, secretEnd))) return false;
    this.#documented ??= documentedRanges(this.#bytes);
    const from = documentedFrom(this.#documented, start);
    return from >= 0 && isDescription(this.#bytes, from);
  }

  /** One of two words that a condition chooses from, `isPlain ? "PASSWORD" : "PUBLICKEY"`: the other is no value of it. */
  #isChosen({ rule, start, secretStart }: Candidate): boolean {
    if (rule.tier !== 'generic') return false;
    const before = this.#bytes.toString('latin1', Math.max(0, start - choiceReach), start);
    return (
      /\?[ \t]{0,4}["'`]$/.test(before) &&
      /["'`][ \t]{0,4}:[ \t]{0,4}["'`]$/.test(this.#bytes.toString('latin1', start, secretStart))
    );
  }

  /** The candidate as what stands around it lets it count; null when that shows it to be none. */
  weigh(candidate: Candidate): Candidate | null {
    if (candidate.facts.checksum === 'valid') return candidate;
    if (this.#isSealed(candidate) || this.#isSampleWord(candidate) || this.#isChosen(candidate)) return null;
    const { rule } = candidate;
    const weighed = rule.kind === 'token' ? weighToken(candidate, this.#bytes) : candidate;
    if (!weighed || rule.byPath || weighed.confidence === 'low') return weighed;
    if (rule.tier === 'specific' && weighed.confidence === 'high') return weighed;
    return this.#isDocumented(weighed) ? { ...weighed, confidence: 'low' } : weighed;
  }
}

function weighToken(candidate: Candidate, bytes: Buffer): Candidate | null {
  const { rule, confidence } = candidate;
  if (isInsideBlob(candidate, bytes)) return null;
  if (rule.tier === 'specific') return candidate;
  const near = around(candidate, bytes, neighbourhood);
  if (searchBox.test(near)) return null;
  if (algoliaId.test(near)) return { ...candidate, confidence: 'low' };
  return isMinified(candidate, bytes) ? { ...candidate, confidence: lower[confidence] } : candidate;
}
