// Files that are a leak by what they are. Their findings come from detect/env-file.ts, not from anchors.
import type { RuleSpec } from '../src/model/rule.ts';

export const byPathRules = [
  {
    id: 'env-file',
    title: 'Secret in a committed .env file',
    why: 'A .env file holds what the program needs to sign in; in the repository everyone who clones it has that too.',
    severity: 'high',
    confidence: 'high',
    kind: 'password',
    tier: 'generic',
    byPath: 'env-file',
    anchors: [],
    ahead: 0,
    pattern: /(?<secret>(?!))/,
    revoke: 'Change the value at the service that issued it.',
    docs: 'https://12factor.net/config',
    examples: { match: [], ignore: [] },
  },
] as const satisfies readonly RuleSpec[];
