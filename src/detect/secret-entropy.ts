// How random a secret is. It stands in detect/ because only detect/ may see the text of a secret.
import { revealSecret, type Secret } from '../model/secret.ts';
import { entropyOf } from './entropy.ts';

/** Shannon entropy of the secret, in bits a character. */
export function secretEntropy(secret: Secret): number {
  return entropyOf(revealSecret(secret));
}
