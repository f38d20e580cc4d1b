// Rules that judge a file by its name and what its bytes parse as. Which names is for decide/path-rules.ts to say.
import type { Candidate } from '../../model/candidate.ts';
import type { Rule } from '../../model/rule.ts';
import { Secret } from '../../model/secret.ts';
import { detectEnvFile } from '../env-file.ts';
import { maskOf } from '../mask.ts';
import { parseHtpasswd, parseOneSecret, parseSolanaKeypair } from './credential-files.ts';
import {
  type ParsedFile,
  parseBrowserStore,
  parseDerKey,
  parseGitCryptKey,
  parseJavaKeystore,
  parseKeepass,
  parseKeytab,
  parseMysqlLoginPath,
  parsePgpSecret,
  parsePkcs12,
  parseWallet,
} from './keystores.ts';

const parsers: Readonly<Record<string, (bytes: Buffer) => ParsedFile | null>> = {
  'pkcs12-bundle': parsePkcs12,
  'java-keystore': parseJavaKeystore,
  'keepass-database': parseKeepass,
  'wallet-file': parseWallet,
  'kerberos-keytab': parseKeytab,
  'pgp-secret-keyring': parsePgpSecret,
  'der-private-key': parseDerKey,
  'git-crypt-key': parseGitCryptKey,
  'browser-login-store': parseBrowserStore,
  'solana-keypair': parseSolanaKeypair,
  'mysql-login-path': parseMysqlLoginPath,
  'htpasswd-file': parseHtpasswd,
  'one-secret-file': parseOneSecret,
};

/** So much of a file stands for it in its fingerprint. */
const identityBytes = 65536;

/** Candidates of a by-path rule in the bytes of a file that the rule's names fit, the first `most` of them. */
export function detectByPath(bytes: Buffer, rule: Rule, most: number = Number.POSITIVE_INFINITY): Candidate[] {
  if (rule.id === 'env-file') return detectEnvFile(bytes, rule, most);
  const parsed = parsers[rule.id]?.(bytes);
  if (!parsed) return [];
  const spans = parsed.spans ?? [[0, bytes.length] as const];
  return spans.slice(0, most).map(([start, end]) => {
    const value = bytes.toString('latin1', start, Math.min(end, start + identityBytes));
    return {
      rule,
      start,
      end,
      secretStart: start,
      secretEnd: end,
      secret: new Secret(value, maskOf(value, '', rule.kind)),
      severity: parsed.severity ?? rule.severity,
      confidence: 'high',
      facts: parsed.facts,
    };
  });
}

/** Whether every by-path rule has its parser: the tests ask. */
export function hasParser(ruleId: string): boolean {
  return ruleId === 'env-file' || Object.hasOwn(parsers, ruleId);
}
