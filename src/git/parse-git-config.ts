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
    const header = !rest.startsWith('[') ? null : /^\[\s*([A-Za-z0-9.-]+)(?:\s+"((?:[^"\\]|\\.)*)")?\s*\]/.exec(rest);
    if (header) {
      const name = header[1].toLowerCase();
      section = header[2] === undefined ? name : `${name}.${header[2].replace(/\\(.)/g, '$1')}`;
      rest = rest.slice(header[0].length).trim();
    }
    const pair = /^([A-Za-z][A-Za-z0-9-]*)\s*(?:=(.*))?$/.exec(withoutComment(rest));
    if (pair === null || section === '') continue;
    const key = `${section}.${pair[1].toLowerCase()}`;
    const value = pair[2] === undefined ? 'true' : unquote(pair[2]);
    settings.set(key, [...(settings.get(key) ?? []), value]);
  }
  return settings;
}

/** A comment behind a name alone; behind a value `unquote` sees it. */
function withoutComment(text: string): string {
  return text.includes('#') || text.includes(';') ? text.replace(/^([^=#;"]*)[#;].*$/, '$1').trim() : text;
}

/** Whether a boolean setting is on, by git's words for it. */
export function isOn(value: string | undefined): boolean {
  if (value === undefined) return false;
  const word = value.toLowerCase();
  return word === 'true' || word === 'yes' || word === 'on' || /^[1-9]\d*$/.test(word);
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
  if (!/["#;\\]/.test(text)) return text;
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
