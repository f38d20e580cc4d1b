// The shape of a rule. Rules are data (rules/*.ts); what they name (checksums, facts) lives in detect/.
import type { Confidence, Severity } from './severity.ts';

/** How the value may be shown and fingerprinted. `password`: a person may have chosen it. `block`: a key block, shown as its header. */
export type SecretKind = 'token' | 'password' | 'block';

/** Which rule keeps a span that several match: the most specific. */
export type Tier = 'specific' | 'contextual' | 'generic';

export type ChecksumName =
  | 'github-crc'
  | 'gitlab-routable'
  | 'grafana-crc'
  | 'atlassian-crc'
  | 'hex-crc'
  | 'confluent-crc'
  | 'cargo-xor'
  | 'matrix-crc'
  | 'azure-fixed'
  | 'azure-annotated'
  | 'entra-secret'
  | 'bech32'
  | 'jwt'
  | 'jwt-in-base64'
  | 'base58check'
  | 'bip39'
  | 'pgp-crc24'
  | 'datacenter-pat'
  | 'devops-crc'
  | 'ngc-key';

export type FactName =
  | 'aws-account'
  | 'bedrock-user'
  | 'jwt'
  | 'discord-user'
  | 'key-block'
  | 'gitlab-routable'
  | 'pypi-macaroon'
  | 'url-host'
  | 'mapbox-user'
  | 'service-account'
  | 'annotated-key'
  | 'basic-pair'
  | 'stripe-account'
  | 'public-id'
  | 'supabase-role'
  | 'kubernetes-value'
  | 'presigned-url'
  | 'bedrock-request'
  | 'shared-access'
  | 'reference-token'
  | 'ksuid'
  | 'webhook-id'
  | 'json-fields'
  | 'pair-id'
  | 'jwt-in-base64'
  | 'hash-cost'
  | 'bitcoin-key'
  | 'netrc-host';

/** What a match must show before it counts. All that are given must hold. */
export interface Needs {
  /** Least Shannon entropy of the secret, in bits a character. */
  readonly entropy?: number;
  /** The least number of character classes (lower, upper, digit, other) in the secret. */
  readonly classes?: number;
  /** A checksum over the value; a failed one drops the match or lowers its confidence. */
  readonly checksum?: { readonly name: ChecksumName; readonly onFail: 'drop' | 'lower' };
  /** `password` and `literal` judge a value that people may have typed: placeholders, references and code are dropped. */
  readonly judge?: 'password' | 'literal' | 'random';
  /** Only in text, never in binary data. */
  readonly text?: boolean;
}

/** A reader of structures in detect/structures/. */
export type StructureName = 'kubernetes-secret';

/** An assignment, as far as a quick test may look: src/detect/may-match.ts. */
export interface AssignedForm {
  /** Length of the value, in characters. */
  readonly least: number;
  readonly most: number;
  /** Whether no value holds a blank. */
  readonly noBlank?: true;
  /** Whether the value stands on a line below its name. */
  readonly isBelow?: true;
  /** The telling word that needs a name before it and hardly anything behind. */
  readonly word?: 'key';
}

export interface RuleSpec {
  /** kebab-case, provider-what; stable, and the anchor in the docs. */
  readonly id: string;
  readonly title: string;
  /** One sentence: what somebody who holds it can do. */
  readonly why: string;
  readonly severity: Severity;
  /** When all needs hold; `high` where absent. */
  readonly confidence?: Confidence;
  readonly kind: SecretKind;
  readonly tier: Tier;
  /** Judged by the file's name and what its bytes parse as; such a rule has no anchors and its pattern never runs. */
  readonly byPath?: true;
  /** How it is recognised, in words, where that does not follow from anchors and needs. */
  readonly recognised?: string;
  /** Fixed byte strings, ASCII, at least 2 bytes; each match contains or follows one of them. */
  readonly anchors: readonly string[];
  /** Whether an anchor's letters match in either case; exact where absent. */
  readonly anyCase?: boolean;
  /**
   * Where the match begins relative to the anchor:
   * absent: at the anchor itself, and the byte before must not continue a word;
   * `lead`: the engine walks back from the anchor over at most `max` bytes of `bytes` (a character class body) and begins there;
   * `near`: every match within `behind` and `ahead` of the anchor.
   */
  readonly lead?: { readonly bytes: string; readonly max: number };
  readonly near?: true;
  /** Read by structure: the reader finds all values around the anchor, within `behind` and `ahead`, and the pattern never runs. */
  readonly structure?: StructureName;
  /** Bytes before the anchor's first byte that the match and its look-behind may touch. Worked out for `lead`. */
  readonly behind?: number;
  /** Bytes from the anchor's first byte that the match and its look-ahead may touch. */
  readonly ahead: number;
  /** True when the match may run over line ends; else the window is clipped to the anchor's line. */
  readonly spansLines?: true;
  /** No flags; named group `secret`; optional named group `prefix` inside it for the public part; bounded repeats only. */
  readonly pattern: RegExp;
  /**
   * What every match begins with, as the build works it out of the pattern: sets of bytes (256 bits in hex, lowest first), and
   * for how many bytes each holds. Only for rules that match at the anchor itself; the engine does without where it is absent.
   */
  readonly head?: readonly (readonly [set: string, times: number])[];
  /**
   * A run that every match holds, as the build works it out of the pattern: a set of bytes (as in `head`) and how many of them
   * stand side by side at least. The engine does without where it is absent.
   */
  readonly run?: readonly [set: string, least: number];
  /** What the pattern is made of where it is an assignment (rules/assignment.ts), for the quick test before it. */
  readonly assigned?: AssignedForm;
  /** A rule of the repository's own as it was before the change under judgement: what it finds is named and blocks nothing. */
  readonly isFormer?: true;
  readonly needs?: Needs;
  readonly facts?: readonly FactName[];
  /** The other half: with a candidate of that rule (or one of those) within so many lines, this one is merged into it. */
  readonly pairs?: { readonly with: string | readonly string[]; readonly lines: number };
  /** Hashes (detect/hash-value.ts) of values that vendors publish as samples: never reported. */
  readonly dummies?: readonly number[];
  readonly revoke: string;
  readonly docs: string;
  readonly examples: { readonly match: readonly string[]; readonly ignore: readonly string[] };
}

/** A rule ready to run: its spec, its family, and its pattern compiled sticky (or global for `near`). */
export interface Rule extends RuleSpec {
  readonly family: string;
  readonly matcher: RegExp;
}
