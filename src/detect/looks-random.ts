// Random or language? The judgement over the model's evidence, and the share of it that a text with spaces shows.
import { randomness } from './language-model.ts';

/**
 * Least evidence, in bits and in bits a character, that makes a value count as drawn at random. Measured with
 * build/language-model.mjs: names in source code lie below in 99 of 100 cases, drawn values of 12 characters above.
 */
const leastEvidence = 8;
const leastShare = 0.6;

/** Whether `text` reads as made by a random generator; short texts (below 8 characters) rarely can tell. */
export function looksRandom(text: string): boolean {
  const evidence = randomness(text);
  return evidence >= leastEvidence && evidence >= leastShare * text.length;
}

/** Whether `text` is made of words: no evidence for chance, or clear evidence against it. */
export function looksWritten(text: string): boolean {
  return randomness(text) < 0;
}
