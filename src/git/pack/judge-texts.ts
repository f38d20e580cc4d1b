// Reads commits and tags while the forests are walked: whom they name, and whether rules find something in their texts.
import type { ObjectType } from '../../model/history.ts';
import { contentKind, type HitJudge } from '../../model/hit-judge.ts';
import { NumberList } from '../number-list.ts';
import { commitHeaders, commitLinkPlaces, tagTarget } from '../parse-commit.ts';
import type { ForestJudge, Held } from './forest-walker.ts';
import { IdFinder } from './id-finder.ts';
import { type Kernel, slack } from './kernel.ts';
import { idOf, isOwn, judged, objectFlag, type SweepPlan } from './sweep-plan.ts';
import { readUsualHead, type UsualHead } from './usual-head.ts';

/** What commits and tags name; an id that is not here has no number and stands among `missing`. */
export interface LinkStore {
  readonly commits: Int32Array;
  /** Number of each commit's tree, -1 for one that is not here. */
  readonly trees: Int32Array;
  /** Committer time in seconds. */
  readonly seconds: Float64Array;
  /** First parent of each commit in `parents`, and one more for the end. */
  readonly parentStarts: Int32Array;
  /** Numbers of parents; those that are not here are left out. */
  readonly parents: Int32Array;
  readonly tags: Int32Array;
  readonly targets: Int32Array;
  readonly malformed: readonly number[];
  readonly missing: readonly string[];
  /** Commits and tags in whose texts rules found something. */
  readonly suspects: readonly number[];
}

export class TextJudge implements ForestJudge {
  readonly #kernel: Kernel;
  readonly #plan: SweepPlan;
  readonly #hits: HitJudge;
  readonly #finder: IdFinder;
  /** Commits whose parents are left out on purpose, in hex. */
  readonly #shallow: ReadonlySet<string>;
  readonly #commits = new NumberList();
  readonly #trees = new NumberList();
  readonly #seconds: number[] = [];
  readonly #parentStarts = new NumberList();
  readonly #parents = new NumberList();
  readonly #tags = new NumberList();
  readonly #targets = new NumberList();
  readonly #malformed: number[] = [];
  readonly #missing = new Set<string>();
  readonly #suspects: number[] = [];
  /** What the objects handed in are. */
  type: Extract<ObjectType, 'commit' | 'tag'> = 'commit';
  bytes = 0;
  objects = 0;

  constructor(kernel: Kernel, plan: SweepPlan, hits: HitJudge, shallow: ReadonlySet<string>) {
    this.#kernel = kernel;
    this.#plan = plan;
    this.#hits = hits;
    this.#finder = new IdFinder(plan);
    this.#shallow = shallow;
  }

  judge(held: Held, _base: Held | null, limit: number): boolean {
    const { at, length, object } = held;
    const bytes = this.#kernel.bytes.subarray(at, at + length);
    const isAsked = isOwn(this.#plan, object);
    const isTag = this.type === 'tag';
    const usual = isTag ? null : readUsualHead(bytes, (this.#plan.idBytes * 2) as 40 | 64);
    const verdict = isAsked && this.#hasCandidate(held, bytes, usual, limit);
    if (verdict === null) return false;
    held.end = held.foundAt;
    const flags = objectFlag.scanned | (isTag ? objectFlag.isTag : objectFlag.isCommit);
    // The same object may lie in two packs: it counts once.
    if ((Atomics.or(this.#plan.states, object, flags) & judged) !== 0) return true;
    this.objects++;
    if (isAsked) this.bytes += length;
    if (isTag) this.#enterTag(object, bytes);
    else this.#enterCommit(object, bytes, usual);
    if (verdict) this.#suspects.push(object);
    return true;
  }

  /** Whether rules find something in the object's texts; null for no room. */
  #hasCandidate(held: Held, bytes: Buffer, usual: UsualHead | null, limit: number): boolean | null {
    const { calls } = this.#kernel;
    const messageAt = usual !== null ? usual.message : this.type === 'commit' ? messageStart(bytes) : 0;
    if (calls.findEncoded(held.at, held.length) !== 0 && this.#hasCandidateInText(held, bytes)) return true;
    if (usual !== null) {
      const mayHave = this.#mayHaveInHeaders(held, usual, limit);
      if (mayHave === null) return null;
      if (mayHave && this.#hits.hasAnyCandidate(commitHeaders(bytes.subarray(0, messageAt)))) return true;
    } else {
      // Without an anchor in the head there is none in the text that is made of it.
      const inHead = calls.scanWhole(held.at, messageAt || bytes.length, held.foundAt, limit);
      if (inHead < 0) return null;
      if (messageAt === 0) return inHead > 0 && this.#hasCandidateInText(held, bytes);
      if (inHead > 0 && this.#hits.hasAnyCandidate(commitHeaders(bytes.subarray(0, messageAt)))) return true;
    }
    const found = calls.scanWhole(held.at + messageAt, bytes.length - messageAt, held.foundAt, limit);
    if (found < 0) return null;
    if (found === 0 || calls.settleHits(held.at + messageAt, bytes.length - messageAt, held.foundAt, found) === 0)
      return false;
    const message = bytes.subarray(messageAt);
    const hasNul = calls.hasNul(held.at + messageAt, message.length) !== 0;
    if (message.length > 0 && this.#hits.mayBeOther(message[0], hasNul)) {
      // Many a message begins with the letter of some format, and few are of one.
      const isPlain = !hasNul && this.#hits.kindOf(message, hasNul) === contentKind.text;
      if (!isPlain) return this.#hasCandidateInText(held, bytes);
    }
    const { words } = this.#kernel;
    for (let word = held.foundAt >> 2, end = word + found * 2; word < end; word += 2)
      if (
        words[word + 1] > 0xffff &&
        this.#hits.hasCandidate(message, contentKind.text, words[word], words[word + 1] & 0xffff, true)
      )
        return true;
    return false;
  }

  /** Whether rules may find something in the text of usual headers (`commitHeaders`), which is put behind the object; null for no room. */
  #mayHaveInHeaders(
    { at, foundAt }: Held,
    { author, authorEnd, committer, committerEnd }: UsualHead,
    limit: number,
  ): boolean | null {
    const { calls, bytes } = this.#kernel;
    const seam = foundAt + authorEnd - author;
    const length = authorEnd - author + 1 + committerEnd - committer;
    const hitsAt = (foundAt + length + slack + 7) & ~7;
    if (hitsAt > limit) return null;
    calls.move(foundAt, at + author, authorEnd - author);
    bytes[seam] = lineEnd;
    calls.move(seam + 1, at + committer, committerEnd - committer);
    const hasNul = calls.hasNul(foundAt, length) !== 0;
    if (this.#hits.mayBeOther(bytes[foundAt], hasNul)) {
      const text = bytes.subarray(foundAt, foundAt + length);
      if (hasNul || this.#hits.kindOf(text, hasNul) !== contentKind.text) return true;
    }
    const found = calls.scanWhole(foundAt, length, hitsAt, limit);
    if (found < 0) return null;
    return found > 0 && calls.settleHits(foundAt, length, hitsAt, found) > 0;
  }

  #hasCandidateInText({ object }: Held, bytes: Buffer): boolean {
    return this.#hits.hasCandidateInText({ id: idOf(this.#plan, object), type: this.type, bytes });
  }

  #enterCommit(object: number, bytes: Buffer, usual: UsualHead | null): void {
    const links = usual ?? commitLinkPlaces(bytes, (this.#plan.idBytes * 2) as 40 | 64);
    if (links === null) {
      this.#malformed.push(object);
      return;
    }
    this.#commits.push(object);
    this.#trees.push(this.#number(bytes, links.tree));
    this.#seconds.push(links.seconds);
    this.#parentStarts.push(this.#parents.length);
    const isCut = this.#shallow.size > 0 && this.#shallow.has(idOf(this.#plan, object));
    for (const parent of isCut ? [] : links.parents) {
      const number = this.#number(bytes, parent);
      if (number >= 0) this.#parents.push(number);
    }
  }

  #enterTag(object: number, bytes: Buffer): void {
    const target = tagTarget(bytes, (this.#plan.idBytes * 2) as 40 | 64);
    if (target === null) {
      this.#malformed.push(object);
      return;
    }
    this.#tags.push(object);
    this.#targets.push(this.#number(bytes, 'object '.length));
  }

  /** Number of the object whose id stands at `bytes[at]` in hex; one that is not here is noted. */
  #number(bytes: Buffer, at: number): number {
    const number = this.#finder.findAt(bytes, at);
    if (number < 0) this.#missing.add(bytes.toString('latin1', at, at + this.#plan.idBytes * 2));
    return number;
  }

  store(): LinkStore {
    this.#parentStarts.push(this.#parents.length);
    return {
      commits: this.#commits.toArray(),
      trees: this.#trees.toArray(),
      seconds: Float64Array.from(this.#seconds),
      parentStarts: this.#parentStarts.toArray(),
      parents: this.#parents.toArray(),
      tags: this.#tags.toArray(),
      targets: this.#targets.toArray(),
      malformed: this.#malformed,
      missing: [...this.#missing],
      suspects: this.#suspects,
    };
  }
}

const lineEnd = 0x0a;

/** Where the message of a commit begins, behind the first empty line; 0 when there is none. */
function messageStart(bytes: Buffer): number {
  if (bytes[0] === lineEnd) return 1;
  for (let at = bytes.indexOf(lineEnd); at >= 0; at = bytes.indexOf(lineEnd, at + 1))
    if (bytes[at + 1] === lineEnd) return at + 2;
  return 0;
}
