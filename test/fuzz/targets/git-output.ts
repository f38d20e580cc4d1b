// What git prints: raw diffs, batches of objects, lines for hooks.
import { BatchParser } from '../../../src/git/batch-parser.ts';
import { DiffStreamParser } from '../../../src/git/parse-diff-stream.ts';
import { RawDiffParser, type RawEvent } from '../../../src/git/parse-raw-diff.ts';
import { parsePushLines, parseReceivedLines } from '../../../src/git/push-lines.ts';
import { type FuzzTarget, hexId, holds, inPieces, mayRefuse } from '../target.ts';

const [a, b, zero] = [hexId('a'), hexId('b'), hexId('0')];
const rawWords = [
  '\0',
  ':',
  '::',
  ':::',
  '100644 ',
  '160000 ',
  '000000 ',
  ' M\0',
  ' A\0',
  ' R086\0',
  ' MM\0',
  a,
  b,
  zero,
];
const rawSeeds = [
  `\u0010:100644 100644 ${a} ${b} M\0file name\0`,
  `\u0030:000000 100644 ${zero} ${b} A\0m\0:100644 000000 ${a} ${zero} D\0gone\0`,
  `\u0055:100644 100644 ${a} ${b} R086\0old\0new\0`,
  `\u0020${a}\0::100644 100644 100644 ${a} ${b} ${a} MM\0f\0`,
].map((text) => Buffer.from(text, 'latin1'));

const shown = (events: readonly RawEvent[]) =>
  JSON.stringify(events.map((event) => ({ ...event, path: 'path' in event ? event.path.toString('hex') : null })));

const rawDiff: FuzzTarget = {
  name: 'raw-diff',
  seeds: () => rawSeeds,
  words: rawWords,
  run: (data) => {
    const { whole, pieces } = inPieces(data);
    const read = (parts: readonly Buffer[]) =>
      mayRefuse(() => {
        const parser = new RawDiffParser();
        const events = parts.flatMap((part) => [...parser.push(part)]);
        parser.end();
        return events;
      }, /^git (?:printed|ended)/);
    const events = read([whole]);
    holds(shown(events ?? []) === shown(read(pieces) ?? []), 'pieces read as the whole does');
    for (const event of events ?? []) {
      if ('commit' in event) continue;
      holds(event.oldIds.length === event.oldModes.length && event.oldIds.length > 0, 'an id for each parent');
      holds(!event.path.includes(0), 'no NUL in a path');
    }
  },
};

const diffStream: FuzzTarget = {
  name: 'diff-stream',
  seeds: () => [...rawSeeds, Buffer.from(`\u0040${a} ${b}\n:000000 100644 ${zero} ${b} A\0p\0`, 'latin1')],
  words: [...rawWords, '\n'],
  run: (data) => {
    const { whole, pieces } = inPieces(data);
    const read = (parts: readonly Buffer[]) => {
      const told: string[] = [];
      const change = (holder: string, blob: string, path: Buffer) =>
        told.push(`${holder} ${blob} ${path.toString('hex')}`);
      const parser = new DiffStreamParser(40, { isWanted: () => true, change }, 3);
      for (const part of parts) parser.push(part);
      return told.join('\n');
    };
    holds(read([whole]) === read(pieces), 'pieces read as the whole does');
  },
};

const batch: FuzzTarget = {
  name: 'batch',
  seeds: () =>
    [`\u0030${a} blob 5\nhello\n`, `\u0010${b} missing\n${a} tree 0\n\n`, `\u0000${a} commit 300\nshort`].map((text) =>
      Buffer.from(text, 'latin1'),
    ),
  words: [`${a} blob `, ' missing\n', ' tree ', ' commit ', ' tag ', '\n', '0', '12', '99', '999999999999999'],
  run: (data) => {
    const { whole, pieces } = inPieces(data);
    const read = (parts: readonly Buffer[]) => {
      const parser = new BatchParser(64);
      const objects = parts.flatMap((part) => parser.push(part));
      for (const { bytes } of objects) holds(bytes.length <= 64, 'no object above the limit');
      const list = objects.map(({ id, type, bytes }) => [id, type, bytes.toString('hex')]);
      return JSON.stringify([list, parser.unread, parser.answered, parser.isConfused, parser.isAtBorder]);
    };
    const inOne = read([whole]);
    // Where git prints what it never prints, all that came with it may be dropped.
    if (!inOne.includes(',true,')) holds(inOne === read(pieces), 'pieces read as the whole does');
  },
};

const refLines: FuzzTarget = {
  name: 'ref-lines',
  seeds: () =>
    [
      `refs/heads/main ${a} refs/heads/main ${b}\n`,
      `(delete) ${zero} refs/heads/gone ${b}\r\nHEAD@{2 days ago} ${a} refs/heads/c ${zero}`,
      `${a} ${b} refs/heads/main\n${zero} ${b} refs/tags/v1\n`,
    ].map((text) => Buffer.from(text)),
  words: [a, b, zero, 'refs/heads/', '(delete)', ' ', '\n', '\r\n', '\0', '--upload-pack=', '\u001b[2J'],
  run: (data) => {
    const text = data.toString('utf8');
    for (const read of [parsePushLines, parseReceivedLines]) {
      const updates = mayRefuse(() => read(text), /$^/);
      for (const { localId, remoteId, remoteRef } of updates ?? []) {
        holds(localId.length === remoteId.length && /^[0-9a-f]+$/.test(localId + remoteId), 'ids are ids');
        holds(!/\s/.test(remoteRef), 'a ref has no blanks');
      }
      if (updates) holds(updates.length <= text.split('\n').length, 'no more updates than lines');
    }
  },
};

export const gitOutputTargets: readonly FuzzTarget[] = [rawDiff, diffStream, batch, refLines];
