// Random or language? The judgement over the model's evidence, and the share of it that a text with spaces shows.
import { randomness } from './language-model.ts';

/**
 * Least evidence, in bits and in bits a character, that makes a value count as drawn at random. Measured with
 * build/language-model.mjs: names in source code lie below in 99 of 100 cases, drawn values of 12 characters above.
 */
const leastEvidence = 8;
const leastShare = 0.6;

/** Numbers and marks by themselves are no evidence: `ticket-1208358310`. So many other characters must be left. */
const plainNumber = /(?<![A-Za-z0-9])[0-9]+(?![A-Za-z0-9])|[^A-Za-z0-9]+/g;
const leastLength = 8;

/** Whether `text` reads as made by a random generator; never below 8 letters and digits. */
export function looksRandom(text: string): boolean {
  if (text.replace(plainNumber, '').length < leastLength) return false;
  const evidence = randomness(text);
  return evidence >= leastEvidence && evidence >= leastShare * text.length;
}

/** Whether `text` is made of words: no evidence for chance, or clear evidence against it. */
export function looksWritten(text: string): boolean {
  return randomness(text) < 0;
}

/** Words must be this clear, in bits a character, to outweigh the form of a token: no drawn value comes near. */
const plainlyWritten = -0.8;
const plainFrom = 16;

/** Whether the body of a token is a name of many words that happens to begin as tokens do: `live_render_pool_storages`. */
export function isPlainlyWritten(body: string): boolean {
  return body.length >= plainFrom && randomness(body) < plainlyWritten * body.length;
}
