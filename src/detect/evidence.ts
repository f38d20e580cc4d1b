// Weighs one match: dummies, checksums, entropy, placeholders, facts. A match that survives is a Candidate.
import type { Candidate, Facts } from '../model/candidate.ts';
import type { Rule } from '../model/rule.ts';
import { Secret } from '../model/secret.ts';
import type { Confidence, Severity } from '../model/severity.ts';
import { assignedBy } from './assigned-by.ts';
import { checksums } from './checksum/index.ts';
import { isDefaultPair } from './default-pairs.ts';
import { classesOf, entropyOf } from './entropy.ts';
import { factReaders } from './facts/index.ts';
import { hashValue } from './hash-value.ts';
import { isEndless, judgeLiteral, judgePassword } from './judge-value.ts';
import { isLocalHost } from './local-host.ts';
import { isPlainlyWritten, looksRandom } from './looks-random.ts';
import { maskOf } from './mask.ts';
import type { Match } from './match-at-anchor.ts';
import { wasNeverMinted } from './never-minted.ts';
import { encodesSamplePair } from './not-a-value.ts';
import { isPlaceholderBody, isPlaceholderValue, isReference } from './placeholder.ts';
import { isPublicForm } from './public-forms.ts';

/** What the evidence says: null drops the match. */
type Weight = { readonly confidence: Confidence; readonly facts: Record<string, string> } | null;

const lower: Record<Confidence, Confidence> = { high: 'medium', medium: 'low', low: 'low' };

function weaker(a: Confidence, b: Confidence): Confidence {
  return a === 'low' || b === 'low' ? 'low' : a === 'medium' || b === 'medium' ? 'medium' : 'high';
}

function textOfSecret(match: Match): string {
  return match.text.slice(match.secretStart - match.start, match.secretEnd - match.start);
}

/** The header of a JSON Web Token by itself, as in shortened examples: it says which algorithm signs, and no more. */
const tokenHeader = /^eyJ(?:hbGciOi|0eXAiOi)[A-Za-z0-9_-]{0,60}$/;

/** Base64 of `name:`, which a client without a password sends. An API key may stand there as the name: that one is random. */
function namesClient(value: string): boolean {
  const pair = /^[A-Za-z0-9+/]{8,}={0,2}$/.test(value) ? Buffer.from(value, 'base64').toString('latin1') : '';
  return /^[a-z][a-z_.-]{3,}:$/i.test(pair) && !looksRandom(pair.slice(0, -1));
}

/** Options of the sign-in behind the password: `imap://user:password;AUTH=PLAIN@host` (RFC 5092). */
const urlOptions = /;[A-Za-z=0-9*]+$/;

/** Judges that look at the name before and the value: for values people may have typed. */
function judge(rule: Rule, match: Match, value: string): Confidence | null {
  switch (rule.needs?.judge) {
    case 'password':
      if (match.groups.user === undefined) return judgePassword(assignedBy(match, value));
      if (isPlaceholderValue(value) || isDefaultPair(match.groups.user, value)) return null;
      if (isPlaceholderValue(value.replace(urlOptions, ''))) return null;
      return 'high';
    case 'literal':
      return judgeLiteral(assignedBy(match, value));
    case 'random':
      if (isReference(value) || isPlaceholderValue(value) || tokenHeader.test(value)) return null;
      if (namesClient(value) || encodesSamplePair(value)) return null;
      return looksRandom(value) ? 'high' : null;
    default:
      return 'high';
  }
}

/** Whether the value, or what stands in quotes within it (`X='"…"'` in a shell), is a published sample. */
function isDummy(dummies: readonly number[], value: string): boolean {
  return dummies.includes(hashValue(value)) || dummies.includes(hashValue(value.replace(/^["']|["']$/g, '')));
}

function weighValue(rule: Rule, match: Match, value: string, body: string): Weight {
  const needs = rule.needs ?? {};
  if (needs.judge && rule.tier === 'generic' && isEndless(value, needs.judge)) return null;
  if (rule.dummies && isDummy(rule.dummies, value)) return null;
  let confidence: Confidence = rule.confidence ?? 'high';
  const facts: Record<string, string> = {};
  if (needs.checksum) {
    const outcome = checksums[needs.checksum.name](value);
    if (outcome === 'none' || (outcome === 'invalid' && needs.checksum.onFail === 'drop')) return null;
    if (outcome === 'invalid') {
      confidence = lower[confidence];
      facts.checksum = 'invalid';
    }
    if (outcome === 'valid') return { confidence: 'high', facts: { checksum: 'valid' } };
  }
  if (rule.tier !== 'specific' && isPublicForm(value)) return null;
  if (!needs.checksum && wasNeverMinted(value)) {
    // What its own rule drops, no other token rule may claim. What only a name says is told of, and never blocks.
    if (rule.tier === 'specific') return null;
    confidence = 'low';
    facts.checksum = 'invalid';
  }
  if (needs.entropy !== undefined && entropyOf(body) < needs.entropy) return null;
  if (needs.classes !== undefined && classesOf(body) < needs.classes) return null;
  if (rule.kind === 'token' && (isPlaceholderBody(body) || (!needs.checksum && isPlainlyWritten(body)))) return null;
  const judged = judge(rule, match, value);
  if (judged === null) return null;
  confidence = weaker(confidence, judged);
  if (match.groups.host !== undefined && isLocalHost(match.groups.host)) confidence = 'low';
  return { confidence, facts };
}

// What a fact reader may say besides facts to show: it knows the value is harmless, weaker or worse than the rule says.
const controlKeys = new Set(['drop', 'severity', 'confidence']);

function readFacts(rule: Rule, match: Match, value: string): Record<string, string> {
  const facts: Record<string, string> = {};
  for (const name of rule.facts ?? []) Object.assign(facts, factReaders[name](value, match.text));
  return facts;
}

/** The same text in memory of its own: a slice would keep the whole window alive, kilobytes for each candidate. */
function ownCopy(text: string): string {
  return Buffer.from(text, 'utf16le').toString('utf16le');
}

/** The candidate for a match, or null when the evidence speaks against it. */
export function weigh(rule: Rule, match: Match): Candidate | null {
  const value = textOfSecret(match);
  const prefix = match.groups.prefix ?? '';
  const weight = weighValue(rule, match, value, value.slice(prefix.length));
  if (!weight) return null;
  const read = readFacts(rule, match, value);
  if (read.drop !== undefined) return null;
  const facts: Facts = Object.fromEntries(
    Object.entries({ ...weight.facts, ...match.facts, ...read })
      .filter(([key]) => !controlKeys.has(key))
      .map(([key, text]) => [key, ownCopy(text)]),
  );
  return {
    rule,
    start: match.start,
    end: match.end,
    secretStart: match.secretStart,
    secretEnd: match.secretEnd,
    secret: new Secret(value, maskOf(value, prefix, rule.kind)),
    severity: (read.severity as Severity | undefined) ?? rule.severity,
    confidence: read.confidence ? weaker(weight.confidence, read.confidence as Confidence) : weight.confidence,
    facts,
  };
}
