// Contents: decoding, the rules themselves, files that are judged as a whole, facts, and hiding what was found.
import { families } from '../../../rules/index.ts';
import { decode } from '../../../src/decode/decode.ts';
import { checksums } from '../../../src/detect/checksum/index.ts';
import { readyRule } from '../../../src/detect/detector.ts';
import { factReaders } from '../../../src/detect/facts/index.ts';
import { detectByPath, hasParser } from '../../../src/detect/path-rules/index.ts';
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

const wide: FuzzTarget = {
  name: 'decode',
  seeds: () => [
    Buffer.from('\ufeffkey = "value"\n', 'utf16le'),
    Buffer.from('key = "value" and more\n', 'utf16le').swap16(),
    Buffer.from([0xff, 0xfe, 0, 0, 0x61, 0, 0, 0, 0, 0xd8, 0, 0]),
    Buffer.from('text\0binary'),
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
  ],
  run: (data) => {
    const layers = [...decode(data)];
    holds(layers.length > 0, 'there is a layer');
    for (const { bytes, via } of layers) {
      holds(
        via.some((step) => !step.startsWith('utf-')) || bytes.length <= 4 * data.length + 8,
        'text grows no further than UTF-8 does',
      );
      if (via.length === 0) holds(bytes.equals(data), 'what is not decoded stays as it is');
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
