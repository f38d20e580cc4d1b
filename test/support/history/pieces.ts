// What the files of generated histories are made of: harmless lines, filled examples of every rule, halves of both.
import { families } from '../../../rules/index.ts';
import { fillTemplate } from '../fill-template.ts';
import type { SeededRandom } from './seeded-random.ts';

/** Keys that node:crypto makes differ from run to run, and a seed must repeat. */
const isRepeatable = (template: string) => !/\{pem:(?!dsa|openssh|pgp|putty)|\{json/.test(template);
const rules = families.flatMap(({ rules: all }) => all);
const matching = rules.flatMap(({ examples }) => [...examples.match]).filter(isRepeatable);
const harmlessExamples = rules.flatMap(({ examples }) => [...examples.ignore]).filter(isRepeatable);
const anchors = rules.flatMap((rule) => [...rule.anchors]);
const words =
  'the quick brown value of each line is read again when config user name table const return import from path to'.split(
    ' ',
  );

/** How many different values a template gets in one history: few, so that the same secret turns up in several files. */
const valuesOfTemplate = 3;

/** Text with a secret that some rule finds, without a line end. */
export function secretPiece(random: SeededRandom): string {
  return fillTemplate(random.pick(matching), random.below(valuesOfTemplate));
}

export function token(random: SeededRandom): string {
  return fillTemplate('ghp_{alnum:30}{crc32b62}', random.below(1000));
}

/** Id and secret key of one account, without line ends. */
export function keyPair(random: SeededRandom): { readonly id: string; readonly key: string } {
  const seed = random.below(1000);
  return {
    id: `aws_access_key_id = ${fillTemplate('AKIA{[A-Z2-7]:16}', seed)}`,
    key: `aws_secret_access_key = ${fillTemplate('{b64:40}', seed)}`,
  };
}

export function keyBlock(random: SeededRandom): string {
  return fillTemplate(random.pick(['{pem:dsa}', '{pem:openssh}', '{pem:pgp}', '{pem:putty}']), random.below(1000));
}

export function harmlessLine(random: SeededRandom): string {
  return Array.from({ length: random.between(1, 9) }, () => random.pick(words)).join(' ');
}

export function harmlessLines(random: SeededRandom, count: number): string {
  return Array.from({ length: count }, () => `${harmlessLine(random)}\n`).join('');
}

/** Something to insert: a line, a secret, part of one, a character that breaks words or lines. */
export function anyPiece(random: SeededRandom): string {
  const kind = random.below(10);
  if (kind < 3) return `${secretPiece(random)}\n`;
  if (kind < 5) return harmlessLines(random, random.between(1, 4));
  if (kind === 5) return `${fillTemplate(random.pick(harmlessExamples), random.below(valuesOfTemplate))}\n`;
  if (kind === 6) return random.pick(anchors);
  if (kind === 7) return random.pick(['\n', '\r\n', ' ', '"', "'", '=', ': ', '\t', '\\n', '%3D', '\0', ',', 'x', '-']);
  const secret = secretPiece(random);
  const [from, to] = [random.below(secret.length), random.below(secret.length)];
  return secret.slice(Math.min(from, to), Math.max(from, to) + 1);
}

export function newContent(random: SeededRandom): string {
  const kind = random.below(12);
  if (kind === 0) return random.pick(['', '\n', 'x', ' ', '\0']);
  if (kind === 1) return `${secretPiece(random)}`;
  const lines = kind === 2 ? random.between(200, 500) : random.between(2, 40);
  const parts = Array.from({ length: random.between(1, 5) }, () => anyPiece(random));
  return parts.map((part) => `${harmlessLines(random, Math.ceil(lines / parts.length))}${part}`).join('');
}
