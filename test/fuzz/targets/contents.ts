// Contents: decoding, the rules themselves, files that are judged as a whole, facts, and hiding what was found.
import { deflateSync, gzipSync } from 'node:zlib';
import { families } from '../../../rules/index.ts';
import { decode } from '../../../src/decode/decode.ts';
import { defaultLimits } from '../../../src/decode/decode-budget.ts';
import { checksums } from '../../../src/detect/checksum/index.ts';
import { readyRule } from '../../../src/detect/detector.ts';
import { factReaders } from '../../../src/detect/facts/index.ts';
import { detectByPath, hasParser } from '../../../src/detect/path-rules/index.ts';
import type { Layer, Loss } from '../../../src/model/layer.ts';
import { NeedsLibrary } from '../../../src/model/needs-library.ts';
import { hideSecrets } from '../../../src/model/secret.ts';
import { createDetector } from '../../support/detector.ts';
import { fillTemplate } from '../../support/fill-template.ts';
import { referenceDetect } from '../../support/reference-engine.ts';
import { type FuzzTarget, holds } from '../target.ts';

const { detector } = createDetector({ families });
const rules = families.flatMap((family) => family.rules);
const byPath = rules.filter(({ id }) => hasParser(id)).map((rule) => readyRule(rule, 'by-path'));
const examples = () =>
  rules.map(({ examples: { match } }, seed) => Buffer.from(fillTemplate(match[seed % match.length] ?? 'x', seed)));
const anchors = rules.flatMap((rule) => rule.anchors);

/** Far more than any of these inputs may become; what unfolds further has to be refused. */
const mostDecoded = 64 * 1024 * 1024;

/** An archive of one stored file, header and directory. */
function zipOf(name: string, content: Buffer): Buffer {
  const fields = Buffer.alloc(26);
  fields.writeUInt16LE(20, 0);
  fields.writeUInt32LE(content.length, 14);
  fields.writeUInt32LE(content.length, 18);
  fields.writeUInt16LE(name.length, 22);
  const local = Buffer.concat([Buffer.from('PK\x03\x04'), fields, Buffer.from(name), content]);
  const central = Buffer.concat([Buffer.from('PK\x01\x02\x14\0'), fields, Buffer.alloc(14), Buffer.from(name)]);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06');
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(local.length, 16);
  return Buffer.concat([local, central, end]);
}

/** A header of 512 bytes and the content (POSIX.1-1988). */
function tarOf(name: string, content: Buffer): Buffer {
  const head = Buffer.alloc(512);
  head.write(name);
  head.write('0000644\0', 100);
  head.write(`${content.length.toString(8).padStart(11, '0')}\0`, 124);
  head.write('        0ustar\x0000', 148);
  const sum = head.reduce((total, byte) => total + byte, 0);
  head.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return Buffer.concat([head, content, Buffer.alloc(1024 + ((512 - (content.length % 512)) % 512))]);
}

const line = Buffer.from('key = "value of some length"\n');

const limits = {
  ...defaultLimits,
  fileBytes: 8 * 1024 * 1024,
  totalBytes: mostDecoded,
  freeBytes: 1024 * 1024,
  milliseconds: 2000,
};

/** Loads the libraries that are asked for, as whoever decodes has to. */
async function decodeAll(data: Buffer): Promise<{ layers: Layer[]; losses: Loss[] }> {
  for (;;) {
    const losses: Loss[] = [];
    try {
      return { layers: [...decode(data, { noteLoss: (loss) => losses.push(loss), limits })], losses };
    } catch (error) {
      if (!(error instanceof NeedsLibrary)) throw error;
      await error.load();
    }
  }
}

/** Whatever `decode` knows, and will know, comes in through it: nothing here names a decoder. */
const wide: FuzzTarget = {
  name: 'decode',
  seeds: () => [
    Buffer.from('\ufeffkey = "value"\n', 'utf16le'),
    Buffer.from('key = "value" and more\n', 'utf16le').swap16(),
    Buffer.from([0xff, 0xfe, 0, 0, 0x61, 0, 0, 0, 0, 0xd8, 0, 0]),
    Buffer.from('text\0binary'),
    gzipSync(line),
    gzipSync(gzipSync(Buffer.alloc(500_000))),
    deflateSync(line),
    zipOf('app/.env', line),
    zipOf('in.zip', zipOf('../../x', line)),
    tarOf('app/.env', line),
    gzipSync(tarOf('a.tar', tarOf('b', line))),
    Buffer.from(`data: ${line.toString('base64')}`),
    Buffer.from(`data: ${Buffer.from(line.toString('base64')).toString('base64')} ${line.toString('hex')}`),
    Buffer.from('{"nbformat": 4, "cells": [{"cell_type": "code", "source": ["a = 1"], "outputs": [{"text": "x"}]}]}'),
  ],
  words: [
    '\u00ff\u00fe',
    '\u00fe\u00ff',
    '\u00ff\u00fe\0\0',
    '\0\0\u00fe\u00ff',
    '\0',
    'a\0',
    '\0a',
    '\u00d8\0',
    '\0\u00d8',
    '\u001f\u008b\u0008',
    'PK\u0003\u0004',
    'PK\u0001\u0002',
    'PK\u0005\u0006',
    'BZh9',
    '\u00fd7zXZ\0',
    '\u0028\u00b5\u002f\u00fd',
    'ustar\0',
    '%PDF-1.7',
    'SQLite format 3\0',
    'GGUF',
    'x\u009c',
    'a2V5ID0g',
    '6b6579203d20',
    '"cells": [',
    '\u0080\u0004\u0095',
  ],
  run: async (data) => {
    const { layers, losses } = await decodeAll(Buffer.from(data));
    holds(layers.length + losses.length > 0, 'there is a layer, or it is said why not');
    holds(layers.reduce((sum, { bytes }) => sum + bytes.length, 0) <= mostDecoded, 'what comes out is bounded');
    for (const { reason } of losses) holds(/^[^\u0000-\u001f\u007f]+$/.test(reason), 'a reason can be printed');
    for (const { bytes, via, back } of layers) {
      // Text of the file itself has no way of its own either: what stands before an archive.
      if (via.length === 0 && back === undefined)
        holds(bytes.length !== data.length || bytes.equals(data), 'what is not decoded stays as it is');
      if (back === undefined || bytes.length === 0) continue;
      const { start, end } = back.spanOf(bytes.length >> 1, (bytes.length >> 1) + 1);
      holds(start >= 0 && start < end && end <= back.layer.bytes.length, 'the way back leads into the other layer');
    }
  },
};

const engine: FuzzTarget = {
  name: 'engine',
  isKept: false,
  longest: 300,
  seeds: examples,
  words: [...anchors, '\n', '=', '"', ' ', ': ', '\0', '\\n', '%3D'],
  run: (data) => {
    const bytes = Buffer.from(data);
    const kind = bytes.subarray(0, 8000).includes(0) ? 'binary' : 'text';
    const fast = detector.detect({ bytes, kind, via: [] });
    const show = ({ rule, start, end, secretStart, secretEnd, confidence, severity }: (typeof fast)[number]) =>
      [rule.id, start, end, secretStart, secretEnd, confidence, severity].join(' ');
    holds(
      fast.map(show).join('\n') === referenceDetect(families, bytes).map(show).join('\n'),
      'engine and reference agree',
    );
  },
};

const candidates: FuzzTarget = {
  name: 'candidates',
  isKept: false,
  longest: 20_000,
  seeds: examples,
  words: engine.words,
  run: (data) => {
    for (const layer of decode(Buffer.from(data))) {
      const found = detector.detect(layer);
      for (const { start, end, secretStart, secretEnd, secret, facts } of found) {
        holds(
          start <= secretStart && secretStart < secretEnd && secretEnd <= end && end <= layer.bytes.length,
          'spans lie inside',
        );
        const text = layer.bytes.toString('latin1', secretStart, secretEnd);
        holds(secret.mask.length < Math.max(text.length, 3) || !text.includes(secret.mask), 'a mask is no secret');
        for (const fact of Object.values(facts)) holds(!/[\u0000-\u001f\u007f]/.test(fact), 'facts can be printed');
      }
      const hide = hideSecrets(found.map(({ secret }) => secret));
      const hidden = hide(layer.bytes.toString('latin1'));
      for (const { secretStart, secretEnd, secret } of found) {
        const text = layer.bytes.toString('latin1', secretStart, secretEnd);
        if (!secret.mask.includes(text))
          holds(!hidden.includes(text) || text.length < 12, 'a hidden text holds no secret');
      }
    }
  },
};

const wholeFiles: FuzzTarget = {
  name: 'whole-files',
  isKept: false,
  longest: 4096,
  seeds: () => [
    Buffer.from('SESSION_SECRET="x\\"y" # c\nexport A_TOKEN=\'z\'\n'),
    Buffer.from('fedcfeed00000002000000010000000100036d6b6579', 'hex'),
    Buffer.from('3082010a02010330820100060b2a864886f70d0107', 'hex'),
    Buffer.from('0502000000300001000b', 'hex'),
    Buffer.from('SQLite format 3\0logins'),
    Buffer.from(`[${Array.from({ length: 64 }, (_, at) => (at * 37) % 256).join(',')}]`),
    Buffer.from('user:{SHA}abcdefghijklmnopqrstuvwxyz0=\n'),
    Buffer.from('9501d804', 'hex'),
  ],
  words: [
    '\u00fe\u00ed\u00fe\u00ed',
    '\u0030\u0082',
    '\u0006\u000b',
    '\0\0\0\u0001',
    '\u0003key',
    '\u0004ckey',
    'SECRET=',
    '"',
    "'",
    '\\',
    '\n',
    '#',
    ':{SHA}',
    '\u00ff\u00ff\u00ff\u00ff',
  ],
  run: (data) => {
    for (const rule of byPath)
      for (const { secretStart, secretEnd } of detectByPath(Buffer.from(data), rule))
        holds(secretStart >= 0 && secretEnd <= data.length && secretStart < secretEnd, 'spans lie inside');
  },
};

const readers: FuzzTarget = {
  name: 'facts',
  isKept: false,
  longest: 2000,
  seeds: examples,
  words: ['eyJ', '.', '://', '@', ':', '%', '{"', '"}', '-----BEGIN ', '-----END ', '\n', '=', 'AKIA', 'exp', '\u00ff'],
  run: (data) => {
    const text = data.toString('latin1');
    for (const check of Object.values(checksums))
      holds(['valid', 'invalid', 'unknown', 'none'].includes(check(text)), 'an outcome');
    for (const read of Object.values(factReaders))
      for (const fact of Object.values(read(text, text))) holds(typeof fact === 'string', 'facts are texts');
  },
};

export const contentTargets: readonly FuzzTarget[] = [wide, engine, candidates, wholeFiles, readers];
