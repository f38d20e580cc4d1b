// Reads the text of a git config file, without includes: git itself reads a repository's format that way.

/**
 * Settings by full key (`core.bare`, `remote.origin.url`; section and name in lower case), each with its values in order.
 * A key without `=` has the value `true`. Lines that git would refuse are left out: git reports them when it runs.
 */
export function parseGitConfig(text: string): ReadonlyMap<string, readonly string[]> {
  const settings = new Map<string, string[]>();
  let section = '';
  for (const line of joinContinued(text)) {
    let rest = line.trim();
    const plain = plainSection(rest);
    if (plain !== null) {
      section = plain;
      continue;
    }
    const header = !rest.startsWith('[') ? null : /^\[\s*([A-Za-z0-9.-]+)(?:\s+"((?:[^"\\]|\\.)*)")?\s*\]/.exec(rest);
    if (header) {
      const name = header[1].toLowerCase();
      section = header[2] === undefined ? name : `${name}.${header[2].replace(/\\(.)/g, '$1')}`;
      rest = rest.slice(header[0].length).trim();
    }
    if (section === '') continue;
    const text = withoutComment(rest);
    const pair = plainPair(text) ?? /^([A-Za-z][A-Za-z0-9-]*)\s*(?:=(.*))?$/.exec(text)?.slice(1);
    if (pair === undefined) continue;
    const key = `${section}.${pair[0].toLowerCase()}`;
    const value = pair[1] === undefined ? 'true' : unquote(pair[1]);
    settings.set(key, [...(settings.get(key) ?? []), value]);
  }
  return settings;
}

/** Whether all of text[from, to) are letters, digits or one of `others`. The usual lines are told without a pattern. */
function isMadeOf(text: string, from: number, to: number, others: string): boolean {
  for (let at = from; at < to; at++) {
    const char = text[at];
    const isUsual = (char >= 'a' && char <= 'z') || (char >= 'A' && char <= 'Z') || (char >= '0' && char <= '9');
    if (!isUsual && !others.includes(char)) return false;
  }
  return from < to;
}

// [core]
function plainSection(line: string): string | null {
  if (line[0] !== '[' || line.at(-1) !== ']' || !isMadeOf(line, 1, line.length - 1, '.-')) return null;
  return line.slice(1, -1).toLowerCase();
}

// bare = false
function plainPair(line: string): readonly [string, string] | null {
  const end = line.indexOf(' = ');
  const isName = end > 0 && (line[0] < '0' || line[0] > '9') && isMadeOf(line, 0, end, '-') && line[0] !== '-';
  return isName && isMadeOf(line, end + 3, line.length, '._/:@-') ? [line.slice(0, end), line.slice(end + 3)] : null;
}

/** A comment behind a name alone; behind a value `unquote` sees it. */
function withoutComment(text: string): string {
  return text.includes('#') || text.includes(';') ? text.replace(/^([^=#;"]*)[#;].*$/, '$1').trim() : text;
}

/** Whether a boolean setting is on, by git's words for it. */
export function isOn(value: string | undefined): boolean {
  if (value === undefined) return false;
  const word = value.toLowerCase();
  return word === 'true' || word === 'yes' || word === 'on' || (word !== 'false' && /^[1-9]\d*$/.test(word));
}

// A backslash at the very end of a line continues it.
function joinContinued(text: string): string[] {
  if (!text.includes('\\') && text.charCodeAt(0) !== 0xfeff) return text.split('\n');
  const joined: string[] = [];
  let open = '';
  for (const line of text.replace(/^\ufeff/, '').split(/\r?\n/)) {
    const isContinued = /(?:^|[^\\])(?:\\\\)*\\$/.test(line);
    if (isContinued) open += line.slice(0, -1);
    else {
      joined.push(open + line);
      open = '';
    }
  }
  return open === '' ? joined : [...joined, open];
}

const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', b: '\b' };

// Quotes may open and close within a value; outside of them `#` and `;` begin a comment and blanks at the end are dropped.
function unquote(raw: string): string {
  const text = raw.trim();
  if (!['"', '#', ';', '\\'].some((char) => text.includes(char))) return text;
  let value = '';
  let kept = 0;
  let isQuoted = false;
  for (let at = 0; at < text.length; at++) {
    const char = text[at];
    if (char === '"') isQuoted = !isQuoted;
    else if (!isQuoted && (char === '#' || char === ';')) break;
    else if (char === '\\' && at + 1 < text.length) {
      at++;
      value += escapes[text[at]] ?? text[at];
    } else value += char;
    if (isQuoted || !/\s/.test(char)) kept = value.length;
  }
  return value.slice(0, kept);
}
