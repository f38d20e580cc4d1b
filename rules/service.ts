// Two ways to write down a service whose keys follow the usual shapes: known by a prefix, or by their name alone.
import type { ChecksumName, FactName } from '../src/model/rule.ts';
import type { Severity } from '../src/model/severity.ts';
import { named, prefixed } from './compose.ts';

const why = 'Calls the service as its owner, at the owner’s cost and with the owner’s data.';
const revokeAnywhere =
  'Delete the key in the settings of the service, make a new one, and look at what it was used for.';

interface Service {
  readonly id: string;
  /** As the title says it: maker and kind. */
  readonly title: string;
  readonly severity: Severity;
  readonly docs: string;
  /** What somebody who holds it can do, where it is more than calling the service. */
  readonly why?: string;
  readonly revoke?: string;
  readonly facts?: readonly FactName[];
}

export interface PrefixService extends Service {
  /** What every key begins with; a list where there are several kinds. */
  readonly prefix: string | readonly string[];
  readonly body: string;
  readonly sample: string;
  /** Class body of what may not follow, where it is not that of letters, digits and `_`. */
  readonly end?: string;
}

/** A service whose keys begin with a prefix of their own. */
export function byPrefix({ prefix, body, sample, end, ...service }: PrefixService) {
  return { why, revoke: revokeAnywhere, ...service, ...prefixed(prefix, body, sample, end) } as const;
}

export interface NameService extends Service {
  readonly anchors: readonly string[];
  /** The telling word of the name, lower case, as a pattern source. */
  readonly name: string;
  readonly value: string;
  readonly sample: string;
  /** The value is hex or a UUID, of less entropy than letters and digits. */
  readonly isHex?: boolean;
  /** The name must also say key, token, secret, …. */
  readonly isKeyed?: boolean;
  /** A checksum that proves the value; a failed one lowers it. */
  readonly checksum?: ChecksumName;
  /** The variable of the examples, where the first anchor does not give a good one. */
  readonly variable?: string;
}

/** The first anchor as the name of a variable, with `secret` and kin where the pattern asks for them. */
function nameFor({ anchors, name }: NameService): string {
  const tail =
    /secret/i.test(name) || name.includes('[sS][eE]')
      ? '_secret'
      : (/(private|certificate|password)/.exec(name)?.[0] ?? 'api_key');
  const first = anchors[0].replace(/[^a-z0-9]/g, '_');
  return `${first.endsWith(tail.replace('_', '')) ? first : `${first}_${tail}`.replace(/__/g, '_')}`.toUpperCase();
}

/** A service whose keys look like any other random text: only their name tells them apart. */
export function byName(given: NameService) {
  const {
    anchors,
    name,
    value,
    sample,
    isHex = false,
    isKeyed = false,
    checksum,
    variable = nameFor(given),
    ...service
  } = given;
  return {
    why,
    revoke: revokeAnywhere,
    confidence: 'medium',
    kind: 'token',
    ...service,
    anchors,
    ...named(name, value, { isKeyed, end: value.includes('+/') ? 'A-Za-z0-9+/=' : 'A-Za-z0-9_\\-' }),
    needs: {
      ...(isHex ? { entropy: 2.7, classes: 2 } : { entropy: 3.1, classes: sample.includes('{alnum') ? 3 : 2 }),
      ...(checksum ? { checksum: { name: checksum, onFail: 'lower' as const } } : {}),
    },
    examples: {
      match: [`${variable}=${sample}`, `"${variable.toLowerCase()}": "${sample}"`],
      ignore: [`CHECKSUM=${sample}`, `${variable}=\${${variable}}`, `${variable}=your-key-here`],
    },
  } as const;
}
