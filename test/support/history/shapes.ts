// Situations that ordinary edits rarely hit and that a sweep over deltas gets wrong first. Each is a list of commits; a history
// plays some of them, forwards or backwards, in files of their own.
import { gzipSync } from 'node:zlib';
import { copy, insert, opsBetween } from './delta-ops.ts';
import { harmlessLine, harmlessLines, keyBlock, keyPair, secretPiece, token } from './pieces.ts';
import type { SeededRandom } from './seeded-random.ts';
import { type Change, edited, type Version, written } from './version.ts';

/** Commits in order, each with its changes. */
type Shape = (random: SeededRandom, name: string) => (readonly Change[])[];

const inOneFile = (path: string, versions: readonly Version[]) =>
  versions.map((version): readonly Change[] => [[path, version]]);

/** Follow-up versions of one file, each told by its text; the delta is what begins and ends alike. */
function texts(path: string, contents: readonly (string | Buffer)[]): (readonly Change[])[] {
  let last: Version | undefined;
  const versions = contents.map((content) => {
    const bytes = Buffer.from(content as string);
    last = last === undefined ? written(bytes) : edited(last, opsBetween(last.bytes, bytes));
    return last;
  });
  return inOneFile(path, versions);
}

const bigLines = 400;

export const shapes: Readonly<Record<string, Shape>> = {
  'range-copied-twice': (random, name) => {
    const head = harmlessLines(random, 3);
    const secret = `${secretPiece(random)}\n`;
    const base = written(head + secret + harmlessLines(random, 2));
    const [from, size] = [Buffer.byteLength(head), Buffer.byteLength(secret)];
    const rest = base.bytes.length - from - size;
    const twice = edited(base, [copy(0, from + size), copy(from, size), copy(from + size, rest)]);
    const apart = edited(base, [copy(from, size), insert(harmlessLines(random, 1)), copy(0, from + size)]);
    const cutOff = edited(base, [copy(from, size - 3), copy(from, size), copy(from + 2, size - 2)]);
    return inOneFile(`${name}.txt`, [base, twice, apart, cutOff]);
  },
  'delete-only': (random, name) => {
    const secret = token(random);
    const at = random.between(5, secret.length - 2);
    const [head, junk] = [harmlessLines(random, 2), harmlessLine(random)];
    const cutApart = written(
      `${head}key ${secret.slice(0, at)}${junk}${secret.slice(at)}\n${harmlessLines(random, 2)}`,
    );
    const start = Buffer.byteLength(head) + 4 + at;
    const joined = edited(cutApart, [
      copy(0, start),
      copy(start + junk.length, cutApart.bytes.length - start - junk.length),
    ]);
    const gone = edited(joined, [copy(0, start), copy(start + 4, joined.bytes.length - start - 4)]);
    return inOneFile(`${name}.txt`, [cutApart, joined, gone]);
  },
  'copy-from-one': (random, name) => {
    // One byte before a token continues a word; without it the token stands at the very start.
    const base = written(`x${token(random)}\n${harmlessLines(random, 2)}`);
    const without = edited(base, [copy(1, base.bytes.length - 1)]);
    const again = edited(without, [insert(random.pick(['x', ' ', '\n', '"'])), copy(0, without.bytes.length)]);
    const short = edited(again, [copy(1, again.bytes.length - 2)]);
    return inOneFile(`${name}.txt`, [base, without, again, short]);
  },
  'removed-newline': (random, name) => {
    const lines = [
      harmlessLine(random),
      'password',
      '=',
      `"${token(random)}"`,
      secretPiece(random),
      harmlessLine(random),
    ];
    const full = lines.join('\n');
    const removed = lines.slice(1).map((_, at) => {
      const glued = [...lines];
      glued.splice(at, 2, `${glued[at]}${glued[at + 1]}`);
      return glued.join('\n');
    });
    return texts(`${name}.ini`, [full, ...random.shuffle(removed).slice(0, 3), full]);
  },
  'overlap-chain': (random, name) => {
    // A covers part of B, B part of C: what is left of C depends on whether A is there.
    const secret = token(random);
    const chain = `api_key: "postgres://admin:${secret}@db.example-host.net:5432/${secretPiece(random)}"`;
    const noHead = chain.replace('api_key', 'a');
    const noMiddle = chain.replace('postgres://', 'ostgres:/');
    const noToken = chain.replace('ghp_', 'gh_');
    const neither = noToken.replace('postgres://', 'ostgres:/');
    const around = harmlessLines(random, 3);
    return texts(
      `${name}.yml`,
      random.shuffle([chain, noHead, noMiddle, noToken, neither, chain]).map((line) => `${around}${line}\n${around}`),
    );
  },
  'pair-split': (random, name) => {
    const { id, key } = keyPair(random);
    const gap = (lines: number) => `${harmlessLines(random, 4)}${id}\n${harmlessLines(random, lines)}${key}\nend\n`;
    const together = gap(0);
    const onlyId = together.replace(key, '');
    const onlyKey = together.replace(id, '');
    return texts(
      `${name}.cfg`,
      random.shuffle([together, gap(2), gap(random.between(5, 60)), onlyId, onlyKey, together]),
    );
  },
  'base64-shift': (random, name) => {
    const inner = Buffer.from(`${harmlessLine(random)} ${token(random)} ${secretPiece(random)}`).toString('base64');
    const around = (run: string) => `${harmlessLines(random, 1)}data: ${run}\n${harmlessLines(random, 1)}`;
    const middle = random.between(1, inner.length - 1);
    return texts(`${name}.txt`, [
      around(inner),
      around(`A${inner}`),
      around(inner.slice(1)),
      around(`${inner.slice(0, middle)}\n${inner.slice(middle)}`),
    ]);
  },
  'base64-wrapped': (random, name) => {
    // A block of lines is one text: an edit anywhere in it, or of what stands between its lines, is an edit of all of it.
    const plain = `${harmlessLines(random, 4)}${token(random)}\n${secretPiece(random)}\n${harmlessLines(random, 6)}`;
    const width = random.pick([64, 76]);
    const lines = Buffer.from(plain)
      .toString('base64')
      .match(new RegExp(`.{1,${width}}`, 'g')) as string[];
    const around = (block: readonly string[], between = '\n') =>
      `${harmlessLines(random, 1)}data:\n${block.join(between)}\n${harmlessLines(random, 1)}`;
    const at = random.below(lines.length - 1);
    const changed = (edit: (line: string) => string[]) => [
      ...lines.slice(0, at),
      ...edit(lines[at]),
      ...lines.slice(at + 1),
    ];
    return texts(
      `${name}.txt`,
      random.shuffle([
        around(lines),
        around(changed(() => [])),
        around(changed((line) => [`${line.slice(0, 7)}Q${line.slice(8)}`])),
        around(changed((line) => [`A${line}`])),
        around(changed((line) => [line.slice(0, -1)])),
        around(changed((line) => [line, '-- cut --'])),
        around(lines, '\n    '),
        around(lines, '\\r\\n'),
        around([lines.join('')]),
        around([Buffer.from(lines.join('\n')).toString('base64')]),
        around([Buffer.from(plain).toString('hex')]),
      ]),
    );
  },
  'compressed-and-back': (random, name) => {
    const text = `${harmlessLines(random, 5)}${secretPiece(random)}\n${token(random)}\n`;
    const packed = gzipSync(text);
    const inText = `${harmlessLines(random, 1)}x = "${packed.toString('base64')}"\n`;
    return texts(`${name}.dat`, [
      text,
      packed,
      Buffer.concat([packed, packed]),
      inText,
      gzipSync(packed),
      `x${inText}`,
      text,
    ]);
  },
  'lock-file-renamed': (random, name) => {
    const version = written(
      `${harmlessLines(random, 2)}${secretPiece(random)}\npassword = "${token(random).slice(4, 20)}"\n`,
    );
    const [lock, source] = [`${name}/package-lock.json`, `${name}/source.js`];
    return [
      [[lock, version]],
      [
        [lock, null],
        [source, version],
      ],
      [
        [source, null],
        [lock, version],
      ],
      [[lock, edited(version, [copy(0, version.bytes.length), insert(harmlessLines(random, 1))])]],
    ];
  },
  'key-block-edited': (random, name) => {
    const block = keyBlock(random);
    const whole = `${harmlessLines(random, 2)}${block}\n${harmlessLines(random, 2)}`;
    const lines = whole.split('\n');
    const at = random.between(3, Math.max(3, lines.length - 4));
    const change = (edit: (line: string) => string[]) =>
      [...lines.slice(0, at), ...edit(lines[at]), ...lines.slice(at + 1)].join('\n');
    return texts(`${name}.pem`, [
      whole,
      change((line) => [`${line.slice(0, 10)}Q${line.slice(11)}`]),
      change(() => []),
      change((line) => [line, '', line]),
      change((line) => [`${line} !`]),
      whole.replace('-----END', '----- END'),
      whole.replace('-----BEGIN', '-----BEGINS'),
      whole,
    ]);
  },
  'wide-text': (random, name) => {
    const text = `${harmlessLines(random, 2)}${secretPiece(random)}\n${token(random)}\n`;
    const wide = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, 'utf16le')]);
    const cutWide = Buffer.concat([wide.subarray(0, 20), wide.subarray(21)]);
    return texts(`${name}.reg`, [text, wide, cutWide, Buffer.concat([wide, Buffer.from(text, 'utf16le')]), text]);
  },
  'binary-and-back': (random, name) => {
    const text = `${harmlessLines(random, 5)}password = "${token(random).slice(4, 24)}"\n${secretPiece(random)}\n`;
    const far = text + harmlessLines(random, bigLines);
    return texts(`${name}.dat`, [text, `${text.slice(0, 9)}\0${text.slice(9)}`, text, far, `${far}\0`, far.slice(1)]);
  },
  'long-line': (random, name) => {
    // Windows are cut off 4 KiB from an anchor: names and values stand about that far apart.
    const fill = (length: number) => 'f(a);'.repeat(Math.ceil(length / 5)).slice(0, length);
    const between = random.pick([0, 1, 40, 4000, 4090, 4096, 4100]);
    const line = `${fill(5000)}password="${token(random).slice(4, 24)}"${fill(between)};${secretPiece(random).split('\n')[0]}`;
    const whole = `${line}${fill(5000)}\n`;
    return texts(`${name}.min.js`, [
      whole,
      whole.slice(1),
      `${whole.slice(0, 5003)}zz${whole.slice(5003)}`,
      whole.slice(0, -4000),
    ]);
  },
  'big-file': (random, name) => {
    const lines = Array.from({ length: bigLines }, () => harmlessLine(random));
    const versions = [lines.join('\n')];
    for (let count = 0; count < 4; count++) {
      lines.splice(random.below(lines.length), random.below(3), secretPiece(random));
      versions.push(lines.join('\n'));
    }
    return texts(`${name}.log`, versions);
  },
  'allow-comment': (random, name) => {
    const line = `token = "${token(random)}"`;
    const comment = '# leakgate:allow github-pat-classic only a sample';
    const around = harmlessLines(random, 2);
    return texts(`${name}.py`, [
      `${around}${line}\n`,
      `${around}${comment}\n${line}\n`,
      `${around}${comment}\n\n${line}\n`,
      `${around}${line}  ${comment}\n`,
      `${line}\n`,
    ]);
  },
  'env-file': (random, name) => {
    const text = `HOST=localhost\nDB_PASSWORD=${token(random).slice(6, 22)}\n`;
    const version = written(text);
    return [
      [[`${name}/.env.example`, version]],
      [
        [`${name}/.env.example`, null],
        [`${name}/.env`, version],
      ],
      [[`${name}/.env`, edited(version, [copy(15, text.length - 15)])]],
    ];
  },
  'empty-and-back': (random, name) => {
    const text = `${token(random)}`;
    return texts(`${name}.txt`, [text, '', text, text.slice(0, 20), `${text}\n${text}`]);
  },
};

export const shapeNames = Object.keys(shapes);
