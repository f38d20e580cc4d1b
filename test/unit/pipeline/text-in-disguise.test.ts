// Encoded and escaped text through decode, detect and decide: found once, at its place, in bounded work.
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { families } from '../../../rules/index.ts';
import { mostCandidates } from '../../../src/detect/candidate-set.ts';
import type { Finding } from '../../../src/model/finding.ts';
import type { Loss } from '../../../src/model/layer.ts';
import { detectNow } from '../../../src/pipeline/detect-in.ts';
import { examine } from '../../../src/pipeline/examine.ts';
import { createDetector } from '../../support/detector.ts';
import { fillTemplate } from '../../support/fill-template.ts';
import { tarOf } from '../../support/oci-image.ts';

const { detector } = createDetector({ families });
const token = (seed: number) => fillTemplate('glpat-{alnum:20}', seed);

async function look(text: string | Buffer, path = 'a.txt'): Promise<{ findings: Finding[]; losses: Loss[] }> {
  const losses: Loss[] = [];
  const noteLosses = (_: unknown, more: readonly Loss[]) => losses.push(...more);
  const fragment = { bytes: Buffer.from(text as string), place: { origin: 'file' as const, path }, isNamed: true };
  const findings = await examine(fragment, { detector, salt: 'x', usesAllowComments: true, noteLosses });
  return { findings, losses };
}

/** Where in the text the finding says it stands. */
function placeOf(text: string, { region }: Finding): string {
  const lines = text.split('\n');
  const starts = lines.map((_, at) => lines.slice(0, at).reduce((sum, line) => sum + line.length + 1, 0));
  return text.slice(starts[region.line - 1] + region.column - 1, starts[region.endLine - 1] + region.endColumn - 1);
}

const base64 = (text: string | Buffer) => Buffer.from(text as string).toString('base64');
const secret = token(1);
const plain = `line one\nand token ${secret} there`;
const wrapped = (width: number, between = '\n') =>
  (base64(plain.repeat(3)).match(new RegExp(`.{1,${width}}`, 'g')) as string[]).join(between);

describe('encoded text', () => {
  it.each([
    ['base64', `x: ${base64(plain)}\n`, ['base64']],
    [
      'base64 without padding, of the other alphabet',
      `x: ${Buffer.from(`~~~${plain}`).toString('base64url')}\n`,
      ['base64'],
    ],
    ['a word glued before it', `k_${base64(plain)}\n`, ['base64']],
    ['base64 of base64', `x: ${base64(`see ${base64(plain)} there`)}\n`, ['base64', 'base64']],
    ['hex', `x: ${Buffer.from(plain).toString('hex')}\n`, ['hex']],
    ['hex as a number', `x: 0x${Buffer.from(plain).toString('hex')}\n`, ['hex']],
    ['UTF-16 in base64', `x: ${base64(Buffer.from(plain, 'utf16le'))}\n`, ['base64', 'utf-16le']],
    ['gzip in base64', `x: ${base64(gzipSync(plain))}\n`, ['base64', 'gzip']],
  ])('%s', async (_, text, layer) => {
    const { findings, losses } = await look(text);
    expect(findings.map((one) => [one.rule.id, one.layer])).toEqual([['gitlab-pat', layer]]);
    expect(findings[0].secret.mask).toBe(`glpat-…${secret.slice(-4)}`);
    expect(findings[0].facts).toMatchObject({
      [layer.includes('hex') ? 'hex' : 'base64']: 'is encoding, not encryption',
    });
    expect(losses).toEqual([]);
  });

  it.each([64, 76])(
    'wrapped at %i characters is one text, told at the characters that hold the secret',
    async (width) => {
      for (const between of ['\n', '\n    ', '\r\n']) {
        const text = `a\n${wrapped(width, between)}\nb\n`;
        const { findings } = await look(text);
        expect(findings).toHaveLength(3);
        for (const one of findings) {
          const at = placeOf(text, one).replaceAll(/\s/g, '');
          // Four characters hold three bytes: one more at either end may belong to a neighbour.
          const inner = base64(secret).replace(/=+$/, '');
          expect(Math.abs(at.length - inner.length)).toBeLessThanOrEqual(2);
        }
      }
    },
  );

  it('is not what names, paths and digests are made of', () => {
    for (const text of [
      'const thisIsAVeryLongIdentifierOfNoMeaning = usr/local/share/applications/default/list;\n',
      `sha256: ${'0123456789abcdef'.repeat(4)}\n`,
      `integrity: sha512-${base64(Buffer.from(Array.from({ length: 64 }, (_, at) => (at * 89 + 131) & 0xff)))}\n`,
    ])
      expect(detectNow(Buffer.from(text), detector).layers).toHaveLength(1);
  });

  it('tells of each file of an archive that stands in a text', async () => {
    const tar = tarOf({ 'a.txt': `one ${token(2)}\n`, 'b.txt': `two ${token(3)}\n` });
    const { findings } = await look(`data: ${base64(gzipSync(tar))}\n`);
    expect(findings.map((one) => one.layer.at(-1)).sort()).toEqual(['tar:a.txt', 'tar:b.txt']);
  });

  it('tells a password in base64 once, as what it is', async () => {
    const { findings } = await look(`api_token = "${base64(`token ${secret} is it`)}"\n`, 'conf.ini');
    expect(findings.map((one) => one.rule.id)).toEqual(['gitlab-pat']);
  });

  it('counts an allow comment beside it', async () => {
    const { findings } = await look(`x: ${base64(plain)} # leakgate:allow gitlab-pat only a sample\n`);
    expect(findings.map((one) => one.allowComment)).toEqual(['only a sample']);
  });
});

describe('escaped text', () => {
  const halves = [secret.slice(0, 12), secret.slice(12)];
  it.each([
    ['percent-encoding', `a=1%26t%3D${secret.replace('-', '%2D')}%26z\n`],
    ['backslash escapes', `t = "${secret.replace('-', '\\u002d')}"\n`],
    ['backslash escapes', `t = "${[...secret].map((one) => `\\x${one.charCodeAt(0).toString(16)}`).join('')}"\n`],
    ['character references', `<a v="&quot;${secret.replace('-', '&#x2d;')}&quot;"/>\n`],
    ['concatenation', `t = "${halves.join('" +\n    "')}"\n`],
    ['concatenation', `t = ("${halves.join('"\n     "')}")\n`],
    ['concatenation', `t = '${halves.join("' . '")}';\n`],
    ['concatenation', `T="${halves.join('"\\\n"')}"\n`],
  ])('%s: %s', async (layer, text) => {
    const { findings } = await look(text);
    expect(findings.map((one) => [one.rule.id, one.layer])).toEqual([['gitlab-pat', [layer]]]);
    const shown = placeOf(text, findings[0]);
    expect(shown.startsWith(secret[0]) || shown.startsWith('\\x')).toBe(true);
    expect(text.includes(shown)).toBe(true);
  });

  it('is nothing where no secret stands', async () => {
    for (const text of [
      '100%25 of %2Fusr%2Fbin\n',
      'printf("%2d %3s" + "x\\x1b[0m");\n',
      '"one sentence" +\n  "and another";\n',
    ])
      expect((await look(text)).findings).toEqual([]);
  });
});

describe('floods', () => {
  it('of escapes are looked at piece by piece', async () => {
    const { findings, losses } = await look(`${'%41%42'.repeat(60_000)}\nt%3D${secret.replace('-', '%2D')}\n`);
    expect(findings.map((one) => one.rule.id)).toContain('gitlab-pat');
    expect(losses).toEqual([]);
  });

  it('of secrets behind escapes are cut, and that is a gap', async () => {
    const line = (seed: number) => `t%3D${token(seed).replace('-', '%2D')}\n`;
    const text = Array.from({ length: mostCandidates + 50 }, (_, seed) => line(seed)).join('');
    const { layers, losses } = detectNow(Buffer.from(text), detector);
    expect(layers.length).toBeLessThanOrEqual(mostCandidates + 1);
    expect(losses).toMatchObject([{ kind: 'limit', isGap: true }]);
  });

  it('of secrets in files of one archive are cut, and that is a gap', () => {
    const file = (from: number) => Array.from({ length: 9000 }, (_, at) => `t=${token(from + at)}`).join('\n');
    const tar = tarOf(Object.fromEntries(Array.from({ length: 8 }, (_, at) => [`${at}.txt`, file(at * 9000)])));
    const { layers, losses } = detectNow(tar, detector);
    expect(layers.reduce((sum, { candidates }) => sum + candidates.length, 0)).toBeLessThan(7 * mostCandidates);
    expect(losses).toMatchObject([{ kind: 'limit', isGap: true }]);
  });
});
