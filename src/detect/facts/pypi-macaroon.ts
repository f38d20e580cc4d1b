// Package index tokens: a binary macaroon, version 2 (docs of pypitoken; libmacaroons), whose caveats are JSON of PyPI's own:
// [0, not after, not before], [1, [projects]], [2, [project ids]], [3, user id], and before those {"version":1,"permissions":…}.
import { expiry } from './dates.ts';

type Facts = Record<string, string>;

const version = 2;
const field = { end: 0, location: 1, identifier: 2 } as const;
/** More are of no token, and would only cost time. */
const mostCaveats = 32;
const shownLength = 120;

/** Reads fields one after another: a type, a length as a variable-length number, the bytes. */
class Fields {
  readonly #bytes: Buffer;
  #at: number;

  constructor(bytes: Buffer, at: number) {
    this.#bytes = bytes;
    this.#at = at;
  }

  /** The next field's bytes if it is of that type; null, and nothing read, where it is not or is cut off. */
  take(type: number): Buffer | null {
    if (this.#bytes[this.#at] !== type) return null;
    let length = 0;
    let at = this.#at + 1;
    for (let shift = 0; shift <= 14; shift += 7) {
      const byte = this.#bytes[at++] ?? 0;
      length |= (byte & 0x7f) << shift;
      if (byte < 0x80) break;
    }
    if (at + length > this.#bytes.length) return null;
    this.#at = at + length;
    return this.#bytes.subarray(at, at + length);
  }

  /** Whether the end of a section comes next; reads it. */
  end(): boolean {
    if (this.#bytes[this.#at] !== field.end) return false;
    this.#at++;
    return true;
  }
}

function readJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    // Not a caveat of the index: it says nothing that could be shown.
    return null;
  }
}

function names(list: unknown): string {
  const texts = Array.isArray(list) ? list.filter((entry) => typeof entry === 'string') : [];
  return texts
    .join(' ')
    .replace(/[^\w. -]/g, '')
    .slice(0, shownLength);
}

/** What one caveat says; the earliest end and the first names count. */
function readCaveat(caveat: unknown, facts: Facts): void {
  if (Array.isArray(caveat)) {
    const [kind, first] = caveat;
    if (kind === 0 && typeof first === 'number') Object.assign(facts, expiry(first * 1000));
    if (kind === 1) facts.project ??= names(first);
    if (kind === 2) facts['project id'] ??= names(first);
    if (kind === 3) facts['user id'] ??= names([first]);
    return;
  }
  if (typeof caveat !== 'object' || caveat === null) return;
  if ('exp' in caveat && typeof caveat.exp === 'number') Object.assign(facts, expiry(caveat.exp * 1000));
  const permissions = 'permissions' in caveat ? caveat.permissions : null;
  if (typeof permissions === 'object' && permissions !== null && 'projects' in permissions)
    facts.project ??= names(permissions.projects);
}

/** `token id`, `project`, `project id`, `user id` and `expires` of a `pypi-…` token; a low severity once it has expired. */
export function readPypiMacaroon(secret: string): Facts {
  const bytes = Buffer.from(secret.replace(/^pypi-/, ''), 'base64url');
  const fields = new Fields(bytes, 1);
  if (bytes[0] !== version || !fields.take(field.location)) return {};
  const facts: Facts = {};
  const id = fields.take(field.identifier)?.toString('latin1') ?? '';
  if (/^[0-9a-f-]{36}$/.test(id)) facts['token id'] = id;
  if (!fields.end()) return facts;
  for (let count = 0; count < mostCaveats; count++) {
    const caveat = fields.take(field.identifier);
    if (!caveat || !fields.end()) break;
    readCaveat(readJson(caveat), facts);
  }
  for (const [name, text] of Object.entries(facts)) if (text === '') delete facts[name];
  return facts;
}
