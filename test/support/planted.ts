// Secrets to plant, made from templates at run time, and the check that none of them was ever shown.
import { fillTemplate } from './fill-template.ts';

/** A secret and the text to put in a file so that it is found. */
export interface Planted {
  /** Expected rule. */
  readonly rule: string;
  /** What must never be shown. */
  readonly secrets: readonly string[];
  /** Lines of a file, with a line end. */
  readonly text: string;
}

/** Both halves of an AWS key as they stand in a credentials file: one critical finding, on the second line. */
export function awsPair(seed: number | string): Planted & { readonly id: string; readonly secret: string } {
  const id = fillTemplate('AKIA{[A-Z2-7]:16}', seed);
  const secret = fillTemplate('{b64:40}', seed);
  const text = `aws_access_key_id = ${id}\naws_secret_access_key = ${secret}\n`;
  return { rule: 'aws-secret-access-key', secrets: [id, secret], text, id, secret };
}

/** A GitHub token with a valid checksum, on one line. */
export function githubToken(seed: number | string): Planted & { readonly secret: string } {
  const secret = fillTemplate('ghp_{alnum:30}{crc32b62}', seed);
  return { rule: 'github-pat-classic', secrets: [secret], text: `token: ${secret}\n`, secret };
}

/** Lines of text without any secret. */
export function harmless(lines: number): string {
  return Array.from({ length: lines }, (_, at) => `line ${at + 1} says nothing\n`).join('');
}

/** Shorter pieces of base64 turn up by chance. */
const leastBase64 = 8;

/**
 * Whether one of `secrets` can be read in `text`: as it is, in base64, or in hex. Gives the number of the first one that can,
 * or null; never the secret itself, so that a failed test does not print it.
 */
export function shownSecret(text: string, secrets: readonly string[]): number | null {
  const lower = text.toLowerCase();
  const at = secrets.findIndex((secret) => {
    const bytes = Buffer.from(secret);
    // At each of the three places in a group of four that the secret may begin; the ends depend on what stands beside it.
    const inBase64 = [0, 1, 2]
      .map((shift) =>
        Buffer.concat([Buffer.alloc(shift), bytes])
          .toString('base64')
          .slice(4, -4),
      )
      .filter((part) => part.length >= leastBase64);
    return (
      text.includes(secret) || inBase64.some((part) => text.includes(part)) || lower.includes(bytes.toString('hex'))
    );
  });
  return at === -1 ? null : at;
}
