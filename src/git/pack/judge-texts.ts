// Reads commits and tags while the forests are walked: whom they name, and whether rules find something in their texts.
import type { ObjectType } from '../../model/history.ts';
import { contentKind, type HitJudge } from '../../model/hit-judge.ts';
import { commitHeaders, splitObject } from '../parse-commit.ts';
import { AuthorCollector } from './author-store.ts';
import type { ForestJudge, Held } from './forest-walker.ts';
import { type Kernel, slack } from './kernel.ts';
import { LinkCollector, type LinkStore } from './link-collector.ts';
import { idOf, isOwn, judged, objectFlag, type SweepPlan } from './sweep-plan.ts';
import { HeadReader, type UsualHead } from './usual-head.ts';

export class TextJudge implements ForestJudge {
  readonly #kernel: Kernel;
  readonly #plan: SweepPlan;
  readonly #hits: HitJudge;
  readonly #links: LinkCollector;
  readonly #heads: HeadReader;
  readonly authors = new AuthorCollector();
  /** What the objects handed in are. */
  type: Extract<ObjectType, 'commit' | 'tag'> = 'commit';
  bytes = 0;
  objects = 0;

  constructor(kernel: Kernel, plan: SweepPlan, hits: HitJudge, shallow: ReadonlySet<string>) {
    this.#kernel = kernel;
    this.#plan = plan;
    this.#hits = hits;
    this.#links = new LinkCollector(plan, shallow);
    this.#heads = new HeadReader(kernel, (plan.idBytes * 2) as 40 | 64);
  }

  judge(held: Held, _base: Held | null, limit: number): boolean {
    const { at, length, object } = held;
    const bytes = this.#kernel.bytes.subarray(at, at + length);
    const isAsked = isOwn(this.#plan, object);
    const isTag = this.type === 'tag';
    const usual = isTag ? null : this.#heads.read(at, length);
    const verdict = isAsked && this.#hasCandidate(held, bytes, usual, limit);
    if (verdict === null) return false;
    held.end = held.foundAt;
    const flags = objectFlag.scanned | (isTag ? objectFlag.isTag : objectFlag.isCommit);
    // The same object may lie in two packs: it counts once.
    if ((Atomics.or(this.#plan.states, object, flags) & judged) !== 0) return true;
    this.objects++;
    if (isAsked) this.bytes += length;
    if (isTag) this.#links.enterTag(object, bytes);
    else this.#links.enterCommit(object, bytes, usual);
    if (usual !== null) this.authors.enter(object, bytes, usual.author, usual.authorEnd);
    if (verdict) this.#links.suspect(object);
    return true;
  }

  /** Whether rules find something in the object's texts; null for no room. */
  #hasCandidate(held: Held, bytes: Buffer, usual: UsualHead | null, limit: number): boolean | null {
    if (usual === null) return this.#hasCandidateInUnusual(held, bytes, limit);
    const { calls } = this.#kernel;
    const messageAt = usual.message;
    if (this.#mayBeEncoded(held, usual) && this.#hasCandidateInText(held, bytes)) return true;
    const mayHave = this.#mayHaveInHeaders(held, usual, limit);
    if (mayHave === null) return null;
    if (mayHave && this.#hits.hasAnyCandidate(commitHeaders(bytes.subarray(0, messageAt)))) return true;
    // Before anchors are looked for: what a mail holds may stand there in other bytes.
    const [at, length] = [held.at + messageAt, bytes.length - messageAt];
    if (this.#isOfFormat(at, length)) return this.#hasCandidateInText(held, bytes);
    const found = calls.scanWhole(at, length, held.foundAt, limit);
    if (found < 0) return null;
    if (found === 0 || calls.settleHits(at, length, held.foundAt, found) === 0) return false;
    const message = bytes.subarray(messageAt);
    const { words } = this.#kernel;
    for (let word = held.foundAt >> 2, end = word + found * 2; word < end; word += 2)
      if (
        words[word + 1] > 0xffff &&
        this.#hits.hasCandidate(message, contentKind.text, words[word], words[word + 1] & 0xffff, true)
      )
        return true;
    return false;
  }

  /** Of tags, and of heads that git does not write: those are few, but can be made to take long, and most say nothing. */
  #hasCandidateInUnusual(held: Held, bytes: Buffer, limit: number): boolean | null {
    const { calls } = this.#kernel;
    const found = calls.scanWhole(held.at, held.length, held.foundAt, limit);
    if (found < 0) return null;
    // Without an anchor here there is none in the texts that are made of it.
    const { length } = splitObject(bytes).message;
    const isSilent =
      found === 0 &&
      calls.findEncoded(held.at, held.length) === 0 &&
      !this.#isOfFormat(held.at + held.length - length, length);
    return !isSilent && this.#hasCandidateInText(held, bytes);
  }

  /** Whether a text in the kernel's memory is of a format. Many a message begins with the letter of one, and few are of any. */
  #isOfFormat(at: number, length: number): boolean {
    const { calls, bytes } = this.#kernel;
    const hasNul = calls.hasNul(at, length) !== 0;
    if (length === 0 || !this.#hits.mayBeOther(bytes[at], hasNul)) return false;
    return hasNul || this.#hits.kindOf(bytes.subarray(at, at + length), hasNul) !== contentKind.text;
  }

  /** Whether anything encoded may be readable in its texts: of the head those are the two persons, and no id or signature. */
  #mayBeEncoded({ at, length }: Held, { author, committerEnd, message }: UsualHead): boolean {
    const { calls } = this.#kernel;
    return (
      calls.findEncoded(at + message, length - message) !== 0 ||
      calls.findEncoded(at + author, committerEnd - author) !== 0
    );
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
    if (this.#isOfFormat(foundAt, length)) return true;
    const found = calls.scanWhole(foundAt, length, hitsAt, limit);
    if (found < 0) return null;
    return found > 0 && calls.settleHits(foundAt, length, hitsAt, found) > 0;
  }

  #hasCandidateInText({ object }: Held, bytes: Buffer): boolean {
    return this.#hits.hasCandidateInText({ id: idOf(this.#plan, object), type: this.type, bytes });
  }

  store(): LinkStore {
    return this.#links.store();
  }
}

const lineEnd = 0x0a;
