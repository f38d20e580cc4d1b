// Building blocks of rules: what most formats share, so that a rule's file shows only what is its own.
import type { RuleSpec } from '../src/model/rule.ts';
import { patternReach } from './pattern-reach.ts';

/** Character class bodies. */
export const alnum = 'A-Za-z0-9';
export const b64url = 'A-Za-z0-9_\\-';
export const b64 = 'A-Za-z0-9+/';
export const hex = '0-9a-f';
export const uuid = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}';
export const anyUuid = '[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}';

/** Least entropy, in bits a character, of values drawn at random; repeated and typed ones lie below. */
export const random = { entropy: 3.2 } as const;
export const randomHex = { entropy: 2.9 } as const;

type Shape = Pick<RuleSpec, 'pattern' | 'ahead'>;

/** A pattern with the reach that follows from it. */
export function shape(source: string): Shape {
  return { pattern: new RegExp(source), ahead: patternReach(source) };
}

/** The pattern alone, for `near` rules, whose reach is stated and not worked out. */
export function pattern(source: string): Pick<RuleSpec, 'pattern'> {
  return { pattern: new RegExp(source) };
}

/**
 * A token that shows its maker: `prefix` (public, may be shown) then `body`, both as pattern sources.
 * @param end class body of what may not follow; the token would be longer than its format allows
 */
export function token(prefix: string, body: string, end = 'A-Za-z0-9_') {
  return {
    kind: 'token',
    tier: 'specific',
    ...shape(`(?<secret>(?<prefix>${prefix})${body})(?![${end}])`),
  } as const;
}

/** Each letter of a pattern source in either case, since patterns carry no flags; escapes and classes stay as they are. */
export function anyCase(source: string): string {
  return source.replace(/\\.|\[[^\]]*\]|\(\?<\w+>|[a-z]/g, (part) =>
    part.length === 1 ? `[${part}${part.toUpperCase()}]` : part,
  );
}

/** What may stand between a name and its value: quotes, brackets, operators, line ends; `value:` of a manifest's list. */
const gapBytes = '["\'`\\s\\\\(){}\\[\\],:=>?|]';
const word = '[A-Za-z0-9_.\\-]';
// A word of its own: where `valuevalue` could be read in many ways, one anchor in hostile text took a million steps.
const gap = `(?:${gapBytes}|(?<!${word})value(?!${word})){1,32}`;
const saysKey = anyCase('(?:key|token|secret|auth|pass|pwd|cred|login|client|api|access|private)');
/** A dash joins name and value where the name ends in a word for a key: `vendor-secret-1a2b…`. */
const dash = `[_\\-](?<=${anyCase('(?:key|token|secret|access|private)')}[_\\-])`;

/**
 * From the start of an identifier to the first place where the telling word stands, and whether a word for a key follows. There is
 * one such place, so that text full of anchors takes no more steps at each than the identifier has bytes. Of a telling word with a
 * gap in it (`okta…secret`) the place is that of its first part.
 */
function upTo(name: string, keyed = ''): string {
  const telling = anyCase(name);
  const [head] = name.split(/\[A-Za-z0-9_\.\\-\]\{0,|\(\?=/);
  const isWhole = head.split('(').length === head.split(')').length;
  return `(?:(?!${isWhole ? anyCase(head) : telling})${word}){0,40}${keyed ? `(?=${telling})${keyed}` : ''}${telling}`;
}
/** The identifier goes on to its end, from the first telling word on; longer ones are no names. */
const restOfName = `${word}{0,80}(?!${word})`;

/** Walks back to the start of an identifier. */
export const identifierLead = { bytes: 'A-Za-z0-9_.\\-', max: 40 } as const;

/**
 * A value that only its name tells apart: `MISTRAL_API_KEY=…`, `"mistral": { "apiKey": "…" }`, `Mistral(api_key="…")`.
 * @param name the telling word, lower case, as a pattern source; the anchors are its fixed forms
 * @param value the value's exact form
 * @param options.end class body of what may not follow
 * @param options.isKeyed the name must also say key, token, secret, …: for values that look like any hash
 */
export function named(name: string, value: string, options: { end?: string; isKeyed?: boolean } = {}) {
  const { end = 'A-Za-z0-9_\\-', isKeyed = false } = options;
  const keyed = isKeyed ? `(?=(?:${word}|${gapBytes}){0,72}?${saysKey})` : '';
  const anyValue = value.replace(/\(\?<\w+>/g, '(?:');
  const path = `(?:(?:${gap}${word}{1,40})?${gap}${word}{0,24}?${saysKey}${word}{0,24})??`;
  return {
    tier: 'contextual',
    anyCase: true,
    lead: identifierLead,
    spansLines: true,
    ...shape(
      `(?<name>${upTo(name, keyed)}(?:${restOfName}|${word}{0,80}?(?=${dash}${anyValue}(?![${end}]))))(?:${path}${gap}|${dash})(?<secret>${value})(?![${end}])`,
    ),
  } as const;
}

/**
 * A password or phrase that a person may have typed, by its name: quoted up to its own quote, or bare up to white space.
 * The judge looks at `name` and value.
 * @param name the whole name's telling part, lower case, as a pattern source
 */
export function typed(name: string, least: number, most: number) {
  const quoted = (quote: string) => `(?<=${quote})(?:(?!${quote})[^\\r\\n\\\\]){${least},${most}}(?=\\\\?${quote})`;
  const bare = `(?<!["'\`\\\\])[^\\s"'\`\\\\<>,;(){}\\[\\]]{${least},${most}}(?=[\\s"'\`,;<)}\\]]|$)`;
  const operator = '(?:=>|:=|===?|=|:|,(?=[ \\t]{0,2}["\'`]))';
  return {
    kind: 'password',
    tier: 'contextual',
    anyCase: true,
    lead: identifierLead,
    ...shape(
      `(?<name>${upTo(name)}${word}{0,64}(?!${word}))["'\`\\])]{0,3}[ \\t]{0,8}${operator}[ \\t]{0,8}(?:[bBrRuU@](?=["'\`]))?["'\`]?(?<secret>${quoted('"')}|${quoted("'")}|${quoted('`')}|${bare})`,
    ),
  } as const;
}

/** Examples of a token that stands by itself: in a line of a .env file and in quoted code; never inside a longer word. */
export function around(template: string, ...ignore: readonly string[]) {
  return {
    match: [`SERVICE_KEY=${template}`, `const key = "${template}";`, `{"value":"${template}"}`],
    ignore: [`x9Q${template}`, ...ignore],
  };
}

/** Examples of a value that needs its name. */
export function beside(name: string, template: string, ...ignore: readonly string[]) {
  return {
    match: [
      `${name}=${template}`,
      `os.environ["${name}"] = "${template}"`,
      `  - name: ${name}\n    value: ${template}`,
    ],
    ignore: [`CHECKSUM=${template}`, `${name}=\${${name}}`, `${name}=your-key-here`, ...ignore],
  };
}

const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** Everything that follows from a fixed prefix (or one of several) and the exact body after it. `sample` is the body as a template. */
export function prefixed(prefix: string | readonly string[], body: string, sample: string, end?: string) {
  const prefixes = typeof prefix === 'string' ? [prefix] : prefix;
  const [first] = prefixes;
  const source = prefixes.length === 1 ? escaped(first) : `(?:${prefixes.map(escaped).join('|')})`;
  const { match, ignore } = around(
    `${first}${sample}`,
    `${first}${'x'.repeat(24)}`,
    `${first}your-key-here`,
    `${first}...`,
  );
  return {
    anchors: prefixes,
    ...token(source, body, end),
    needs: body.startsWith('[0-9a-f') ? randomHex : random,
    examples: { match: [...match, ...prefixes.slice(1).map((other) => `KEY=${other}${sample}`)], ignore },
  } as const;
}
