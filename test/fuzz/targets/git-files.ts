// What lies in a git folder: the index, trees, commits, tags, loose objects, config, paths.
import { join } from 'node:path';
import { constants, deflateSync, inflateSync } from 'node:zlib';
import { commitKernel } from '../../../src/git/commit-kernel.ts';
import { parseIndex } from '../../../src/git/index-lookup.ts';
import { parseLoose } from '../../../src/git/loose-object.ts';
import { commitLinks, objectText, tagTarget } from '../../../src/git/parse-commit.ts';
import { parseGitConfig } from '../../../src/git/parse-git-config.ts';
import { parsePerson } from '../../../src/git/parse-person.ts';
import { parseTree } from '../../../src/git/parse-tree.ts';
import { pathText } from '../../../src/git/path-text.ts';
import { type FuzzTarget, hexId, holds } from '../target.ts';

/** An index of version 2 or 3 with these names. */
function indexOf(version: number, names: readonly string[]): Buffer {
  const head = Buffer.alloc(12);
  head.write('DIRC');
  head.writeUInt32BE(version, 4);
  head.writeUInt32BE(names.length, 8);
  const entries = names.map((name) => {
    const size = (62 + name.length + 8) & ~7;
    const entry = Buffer.alloc(size);
    entry.fill(0x61, 40, 60);
    entry.writeUInt16BE(name.length, 60);
    entry.write(name, 62);
    return entry;
  });
  return Buffer.concat([head, ...entries, Buffer.alloc(20)]);
}

const wanted = ['leakgate.json', '.leakgateignore', 'package.json'];
const index: FuzzTarget = {
  name: 'index',
  seeds: () => [
    indexOf(2, wanted),
    indexOf(3, ['a', ...wanted]),
    Buffer.concat([
      indexOf(4, []).subarray(0, 12),
      Buffer.alloc(62, 1),
      Buffer.from('\0leakgate.json\0'),
      Buffer.alloc(20),
    ]),
    Buffer.concat([
      indexOf(2, ['leakgate.json']).subarray(0, -20),
      Buffer.from('TREE\0\0\0\u0002ab'),
      Buffer.alloc(20),
    ]),
  ],
  words: [
    'DIRC',
    '\0\0\0\u0002',
    '\0\0\0\u0004',
    '\0\0\0\u0001',
    'link',
    'sdir',
    'TREE',
    ...wanted,
    '\u0080',
    '\u00ff\u00ff',
  ],
  run: (data) => {
    for (const length of [40, 64] as const) {
      const found = parseIndex(data, wanted, length);
      if (typeof found === 'string') continue;
      for (const [name, id] of found)
        holds(
          wanted.includes(name) && id.length === length && /^[0-9a-f]+$/.test(id),
          'an id for a name that was asked for',
        );
    }
  },
};

const tree: FuzzTarget = {
  name: 'tree',
  seeds: () => [
    Buffer.from(`100644 a.txt\0${'x'.repeat(20)}40000 lib\0${'y'.repeat(20)}160000 sub\0${'z'.repeat(20)}`, 'latin1'),
    Buffer.from(`120000 l\0${'x'.repeat(32)}`, 'latin1'),
  ],
  words: ['100644 ', '40000 ', '160000 ', '120000 ', '\0', '0000000', ' ', 'x'.repeat(20), '..', '.git'],
  run: (data) => {
    for (const idBytes of [20, 32]) {
      let end = 0;
      const isSound = parseTree(data, idBytes, {
        entry: (_, bytes, nameStart, nameEnd, idStart) => {
          holds(nameEnd > nameStart && idStart === nameEnd + 1 && idStart + idBytes <= data.length, 'spans lie inside');
          holds(!bytes.subarray(nameStart, nameEnd).includes(0), 'no NUL in a name');
          holds(nameStart > end || end === 0, 'entries follow each other');
          end = idStart + idBytes;
        },
      });
      holds(!isSound || end === data.length, 'a sound tree is read to its end');
    }
  },
};

const person = 'Ada <a@b.example> 1700000000 +0100';
const commit: FuzzTarget = {
  name: 'commit',
  seeds: () =>
    [
      `tree ${hexId('a')}\nparent ${hexId('b')}\nauthor ${person}\ncommitter ${person}\n\nwords\n`,
      `tree ${hexId('a')}\nauthor ${person}\ngpgsig -----BEGIN\n abc\n -----END\nx-mark y\nmergetag object ${hexId('c')}\n type commit\n\nm`,
      `object ${hexId('a')}\ntype commit\ntag v1\ntagger ${person}\n\nwords\n`,
    ].map((text) => Buffer.from(text)),
  words: [
    'tree ',
    'parent ',
    'author ',
    'committer ',
    'tagger ',
    'gpgsig ',
    'mergetag ',
    'encoding ',
    '\n',
    '\n ',
    '\n\n',
    hexId('a'),
    '<',
    '>',
    ' -1 ',
    ' 99999999999999999999 ',
    ' +9999',
  ],
  run: (data) => {
    for (const length of [40, 64] as const) {
      const links = commitLinks(data, length);
      if (links) {
        for (const id of [links.tree, ...links.parents])
          holds(id.length === length && /^[0-9a-f]+$/.test(id), 'ids are ids');
        holds(Number.isFinite(links.seconds), 'a time is a number');
      }
      const target = tagTarget(data, length);
      holds(target === null || target.length === length, 'a target is an id');
    }
    for (const type of ['commit', 'tag'] as const) {
      const text = objectText({ id: hexId('1'), type, bytes: data });
      holds(text.message.length <= data.length && text.headers.length <= 2 * data.length + 64, 'texts are parts of it');
      if (text.date !== undefined) holds(!Number.isNaN(Date.parse(text.date)), 'a date is a date');
    }
    const { date, seconds } = parsePerson(data);
    holds(Number.isFinite(seconds) && (date === undefined || !Number.isNaN(Date.parse(date))), 'a time is a time');
  },
};

const loose: FuzzTarget = {
  name: 'loose-object',
  seeds: () => [
    deflateSync(Buffer.from('blob 5\0hello')),
    deflateSync(Buffer.from('tree 0\0')),
    Buffer.from('blob 5\0hello'),
    Buffer.from('commit 99999999999999999999\0'),
  ],
  words: ['blob ', 'tree ', 'commit ', 'tag ', '\0', '0', '5', '-1', 'x\u009c', ' '],
  run: (data) => {
    let inflated: Buffer | null = null;
    try {
      inflated = inflateSync(data, { maxOutputLength: 4096 });
    } catch {
      // No zlib data: the header reader is given the bytes as they are.
    }
    for (const bytes of inflated === null ? [data] : [inflated, data]) {
      const object = parseLoose(bytes);
      if (object) holds(bytes.subarray(bytes.length - object.bytes.length).equals(object.bytes), 'content is the end');
    }
  },
};

const gitConfig: FuzzTarget = {
  name: 'git-config',
  seeds: () =>
    [
      '[core]\n\tbare = false\n\thooksPath = "a b" # c\n',
      '[remote "or\\"igin"]\nurl=x\\\n y\n[extensions] objectformat = sha256',
      '\ufeff[a]b',
    ].map((text) => Buffer.from(text)),
  words: [
    '[',
    ']',
    '[core]',
    '[a "b"]',
    '=',
    '"',
    '\\',
    '\\\n',
    '\n',
    '#',
    ';',
    ' ',
    '\t',
    '\\n',
    '\\"',
    '__proto__',
    'bare',
  ],
  run: (data) => {
    for (const [key, values] of parseGitConfig(data.toString('utf8')))
      holds(key.includes('.') && values.length > 0, 'a key has a section, and a value');
  },
};

const paths: FuzzTarget = {
  name: 'path-text',
  seeds: () => [Buffer.from('src/ümläut/日本/🙂'), Buffer.from([0x66, 0xff, 0x2f, 0xc3]), Buffer.from('f\\xff')],
  words: ['\\x', '\\xff', '\u00c3', '\u00e2\u0080\u00ae', '/', '..', '\u001b[31m'],
  run: (data) => {
    const text = pathText(data);
    const half = data.subarray(0, data.length >> 1);
    holds((pathText(half) === text) === half.equals(data), 'two names have two texts');
  },
};

// Where `npm run fuzz` and the tests stand: the top of the project.
const kernel = () => commitKernel(join(process.cwd(), 'dist'))!;

const small: FuzzTarget = {
  name: 'inflate-small',
  isKept: false,
  longest: 400,
  seeds: () => [
    deflateSync(Buffer.from('blob 5\0hello')),
    deflateSync(Buffer.from('blob 300\0'.padEnd(300, 'ab'))),
    deflateSync(Buffer.from('stored'), { level: 0 }),
    deflateSync(Buffer.from('fixed codes'), { strategy: constants.Z_FIXED }),
  ],
  words: ['x\u009c', 'x\u0001', '\u0001\u0005\0\u00fa\u00ff', '\0\0\u00ff\u00ff'],
  run: (data) => {
    const read = kernel().inflate(data, 2048);
    let expected: Buffer | null = null;
    try {
      expected = inflateSync(data, { maxOutputLength: 2048 });
    } catch {
      // Unsound, or more than the limit.
    }
    holds(read === null ? true : expected !== null && read.equals(expected), 'what is read is what zlib reads');
  },
};

export const gitFileTargets: readonly FuzzTarget[] = [index, tree, commit, loose, small, gitConfig, paths];
