// Reads commit and tag objects: the ids they name, for the books of a sweep, and their texts, for scanning.
// Hostile objects give what can be read of them; nothing here throws.
import type { ObjectText, StoredObject } from '../model/history.ts';
import { parsePerson } from './parse-person.ts';

// tree 4b825dc642cb6eb9a060e54bf8d69288fbee4904
// parent 1739f4746c15ff836d4b4233e57f816b20ce938e
// author Ada <ada@example.org> 1767225600 +0000
// committer Ada <ada@example.org> 1767225600 +0000
// gpgsig -----BEGIN PGP SIGNATURE-----
//  <further lines begin with a blank>
//
// The message.

export interface CommitLinks {
  readonly tree: string;
  readonly parents: readonly string[];
  /** Committer time in seconds since 1970; 0 when the header holds none. */
  readonly seconds: number;
}

interface Header {
  readonly name: string;
  /** Without the line end; the blanks that continue it are taken out. */
  readonly value: Buffer;
}

const lineEnd = 0x0a;
const emptyLine = Buffer.from('\n\n');
const blank = 0x20;

/** Headers that hold a signature and nothing else. */
const signatureHeaders = new Set(['gpgsig', 'gpgsig-sha256']);
/** Headers whose names are git's own; of any other the name is text too. */
const textHeaders = new Set(['author', 'committer', 'tagger', 'tag', 'mergetag', '']);
/** Headers that hold ids or fixed words. */
const idHeaders = new Set(['tree', 'parent', 'object', 'type', 'encoding']);

/** Splits an object at its first empty line; without one, all of it is headers. */
export function splitObject(bytes: Buffer): { head: Buffer; message: Buffer } {
  if (bytes[0] === lineEnd) return { head: bytes.subarray(0, 0), message: bytes.subarray(1) };
  const end = bytes.indexOf(emptyLine);
  if (end < 0) return { head: bytes, message: bytes.subarray(bytes.length) };
  return { head: bytes.subarray(0, end + 1), message: bytes.subarray(end + 2) };
}

function readHeaders(head: Buffer): Header[] {
  const headers: { name: string; lines: Buffer[] }[] = [];
  for (let at = 0; at < head.length; ) {
    const found = head.indexOf(lineEnd, at);
    const end = found < 0 ? head.length : found;
    if (head[at] === blank && headers.length > 0) headers[headers.length - 1].lines.push(head.subarray(at + 1, end));
    else {
      const gap = head.subarray(at, end).indexOf(blank);
      // A line without a blank has no name: all of it is text that somebody put there.
      const name = gap < 0 ? '' : head.toString('latin1', at, at + gap);
      headers.push({ name, lines: [head.subarray(gap < 0 ? at : at + gap + 1, end)] });
    }
    at = end + 1;
  }
  return headers.map(({ name, lines }) => ({ name, value: joinLines(lines) }));
}

function joinLines(lines: readonly Buffer[]): Buffer {
  if (lines.length === 1) return lines[0];
  return Buffer.concat(lines.flatMap((line, at) => (at === 0 ? [line] : [Buffer.from('\n'), line])));
}

const isId = (text: string, hexLength: number) => text.length === hexLength && /^[0-9a-f]+$/.test(text);

/** Where a commit names its ids: offsets of their hex digits. */
export interface CommitLinkPlaces {
  readonly tree: number;
  readonly parents: readonly number[];
  /** Committer time in seconds since 1970; 0 when the header holds none. */
  readonly seconds: number;
}

function isHexAt(bytes: Uint8Array, at: number, length: number): boolean {
  for (let place = at; place < at + length; place++) {
    const byte = bytes[place];
    if (!((byte >= 0x30 && byte <= 0x39) || (byte >= 0x61 && byte <= 0x66))) return false;
  }
  return true;
}

function standsAt(bytes: Uint8Array, at: number, word: Uint8Array): boolean {
  for (let place = 0; place < word.length; place++) if (bytes[at + place] !== word[place]) return false;
  return true;
}

const committerWord = Buffer.from('\ncommitter ');
const treeWord = Buffer.from('tree ');
const parentWord = Buffer.from('parent ');

/**
 * Where a commit names its tree and parents, and its time.
 * @returns null when the commit is malformed: what it names is unknown then
 */
export function commitLinkPlaces(bytes: Buffer, hexLength: 40 | 64): CommitLinkPlaces | null {
  const tree = treeWord.length;
  if (!standsAt(bytes, 0, treeWord) || !isHexAt(bytes, tree, hexLength)) return null;
  const parents: number[] = [];
  let at = tree + hexLength + 1;
  for (; standsAt(bytes, at, parentWord); at += parentWord.length + hexLength + 1) {
    const parent = at + parentWord.length;
    if (!isHexAt(bytes, parent, hexLength) || bytes[parent + hexLength] !== lineEnd) return null;
    parents.push(parent);
  }
  const { head } = splitObject(bytes);
  const start = head.indexOf(committerWord, at - 1) + committerWord.length;
  if (start < committerWord.length) return { tree, parents, seconds: 0 };
  const end = head.indexOf(lineEnd, start);
  return { tree, parents, seconds: timeOf(head.subarray(start, end < 0 ? head.length : end)) };
}

/** The ids a commit names, in hex, and its time; null as `commitLinkPlaces`. */
export function commitLinks(bytes: Buffer, hexLength: 40 | 64): CommitLinks | null {
  const places = commitLinkPlaces(bytes, hexLength);
  if (places === null) return null;
  const idAt = (at: number) => bytes.toString('latin1', at, at + hexLength);
  return { tree: idAt(places.tree), parents: places.parents.map(idAt), seconds: places.seconds };
}

// Only the number: the name need not become text for every commit.
function timeOf(person: Buffer): number {
  const seconds = Number.parseInt(person.toString('latin1', person.lastIndexOf('>') + 1), 10);
  return Number.isSafeInteger(seconds) ? seconds : 0;
}

/**
 * The id a tag names.
 * @returns null when the tag is malformed
 */
export function tagTarget(bytes: Buffer, hexLength: 40 | 64): string | null {
  const target = bytes.toString('latin1', 7, 7 + hexLength);
  const isSound = bytes.toString('latin1', 0, 7) === 'object ' && bytes[7 + hexLength] === lineEnd;
  return isSound && isId(target, hexLength) ? target : null;
}

/** A commit or tag as text to scan, signatures left out by the name of their header. */
export function objectText(object: StoredObject): ObjectText {
  const type = object.type === 'tag' ? 'tag' : 'commit';
  const { head, message } = splitObject(object.bytes);
  const own = readHeaders(head).find(({ name }) => name === (type === 'tag' ? 'tagger' : 'author'));
  const person = own && parsePerson(own.value);
  return {
    id: object.id,
    type,
    message: type === 'tag' ? withoutSignature(message) : message,
    headers: headersText(head),
    author: person?.name,
    date: person?.date,
  };
}

const authorWord = Buffer.from('author ');
const authorLine = Buffer.from('\nauthor ');

/** The value of a commit's author header, as readHeaders has it; undefined where there is none. */
function authorValue(bytes: Buffer): Buffer | undefined {
  const { head } = splitObject(bytes);
  const at = standsAt(head, 0, authorWord) ? 0 : head.indexOf(authorLine) + 1;
  if (at === 0 && !standsAt(head, 0, authorWord)) return undefined;
  const found = head.indexOf(lineEnd, at);
  const end = found < 0 ? head.length : found;
  // Nearly always a line by itself.
  if (head[end + 1] !== blank) return head.subarray(at + authorWord.length, end);
  return readHeaders(head).find(({ name }) => name === 'author')?.value;
}

/** The author header of a commit, as it stands there; empty when there is none. In latin1. */
export function authorHeader(bytes: Buffer): string {
  const value = authorValue(bytes);
  return value === undefined ? '' : `author ${value.toString('latin1').replaceAll('\n', '\n ')}`;
}

/** Author and date of a commit, as `objectText` tells them. */
export function authorOf(bytes: Buffer): Pick<ObjectText, 'author' | 'date'> {
  const value = authorValue(bytes);
  const person = value && parsePerson(value);
  return { author: person?.name, date: person?.date };
}

// tree …\nparent …\nauthor Ada <ada@example.org> 1767225600 +0000\ncommitter Ada <ada@example.org> 1767225600 +0000\ngpgsig …\n …\n
const usualHead =
  /^tree [0-9a-f]{40,64}\n(?:parent [0-9a-f]{40,64}\n)*author ([^\n]*)\ncommitter ([^\n]*)\n(?:encoding [\w.-]{1,32}\n)?(?:gpgsig [^\n]*\n(?: [^\n]*\n)*)?$/;

/** The values of a commit's or tag's headers as one text. */
function headersText(head: Buffer): Buffer {
  // Nearly every commit has this head, and a sweep meets hundreds of thousands.
  const usual = usualHead.exec(head.toString('latin1'));
  if (usual !== null) return Buffer.from(`${usual[1]}\n${usual[2]}`, 'latin1');
  const texts = readHeaders(head)
    .filter(({ name, value }) => !signatureHeaders.has(name) && !(idHeaders.has(name) && isFixedWord(value)))
    .map(headerText);
  return joinLines(texts.length === 0 ? [Buffer.alloc(0)] : texts);
}

/** The headers of a commit as `objectText` gives them, from its bytes up to the message. */
export function commitHeaders(head: Buffer): Buffer {
  return headersText(head.subarray(0, Math.max(0, head.length - 1)));
}

function headerText({ name, value }: Header): Buffer {
  if (name === 'mergetag') return withoutSignature(value);
  return textHeaders.has(name) ? value : Buffer.concat([Buffer.from(`${name} `, 'latin1'), value]);
}

/** Longest value that the headers for ids and fixed words hold; anything longer is text. */
const maxFixedValue = 64;

// Somebody who writes objects by hand can put anything under any name.
function isFixedWord(value: Buffer): boolean {
  return value.length <= maxFixedValue && /^[\w.:-]*$/.test(value.toString('latin1'));
}

const armourStart = /^-----BEGIN (PGP SIGNATURE|PGP MESSAGE|SSH SIGNATURE|SIGNED MESSAGE)-----\r?$/;

/**
 * Cuts the signature block at the very end of a tag's message; one anywhere else is text.
 * Lines within the block that are no base64 (`Version:`, `Comment:`) stay: anything could stand there.
 */
function withoutSignature(message: Buffer): Buffer {
  const start = message.lastIndexOf('-----BEGIN ');
  if (start < 0 || (start > 0 && message[start - 1] !== lineEnd)) return message;
  const lines = message.toString('latin1', start).trimEnd().split('\n');
  const kind = armourStart.exec(lines[0])?.[1];
  if (kind === undefined || lines.at(-1)?.trimEnd() !== `-----END ${kind}-----`) return message;
  const kept = lines.slice(1, -1).filter((line) => !/^[A-Za-z0-9+/]*={0,2}\r?$|^=[A-Za-z0-9+/]{4}\r?$/.test(line));
  const text = kept.map((line) => `${line}\n`).join('');
  return Buffer.concat([message.subarray(0, start), Buffer.from(text, 'latin1')]);
}
