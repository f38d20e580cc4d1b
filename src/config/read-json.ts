// JSON text → plain checked data: bounded depth, no doubled keys, no `__proto__`. Errors name file and line, never content.
import { createScanner, type Node, type ParseError, parseTree } from 'jsonc-parser';
import { ConfigError } from '../model/errors.ts';
import type { JsonValue } from './json-value.ts';

/** A config needs 3 levels; the parser recurses, so this also guards its stack. */
const maxDepth = 32;
/** A config with 500 globs has some 20 kB. */
const maxLength = 1024 * 1024;
/** Values of the parser's SyntaxKind, a const enum, which a single-file compiler cannot read. */
const token = { openBrace: 1, closeBrace: 2, openBracket: 3, closeBracket: 4, end: 17 } as const;

type Fail = (reason: string, offset?: number) => never;

/**
 * Reads JSON with comments and trailing commas.
 * @throws ConfigError bad-config
 */
export function readJson(text: string, file: string): JsonValue {
  const fail = failIn(text, file);
  return toValue(readTree(text, fail), fail);
}

/**
 * Reads the value of one top-level key and judges nothing else in the file; undefined when the key is not there.
 * @throws ConfigError bad-config
 */
export function readJsonKey(text: string, file: string, key: string): JsonValue | undefined {
  const fail = failIn(text, file);
  const tree = readTree(text, fail);
  const properties = (tree.type === 'object' ? (tree.children ?? []) : []).filter(
    (property) => property.children?.[0]?.value === key,
  );
  if (properties.length > 1) fail(`the key "${key}" stands twice`, properties[1].offset);
  const value = properties[0]?.children?.[1];
  return value === undefined ? undefined : toValue(value, fail);
}

function failIn(text: string, file: string): Fail {
  return (reason, offset) => {
    const where = offset === undefined ? '' : ` (line ${lineOf(text, offset)})`;
    throw new ConfigError('bad-config', { file, reason: `${reason}${where}` });
  };
}

function readTree(text: string, fail: Fail): Node {
  if (text.trim() === '') fail('it is empty');
  if (text.length > maxLength) fail('it is larger than 1 MiB');
  const tooDeep = findTooDeep(text);
  if (tooDeep !== null) fail(`it is nested deeper than ${maxDepth} levels`, tooDeep);
  const errors: ParseError[] = [];
  const tree = parseTree(text, errors, { allowTrailingComma: true });
  if (errors.length > 0) fail('it is not valid JSON', errors[0].offset);
  return tree ?? fail('it is not valid JSON');
}

function findTooDeep(text: string): number | null {
  const scanner = createScanner(text, true);
  let depth = 0;
  for (let kind: number = scanner.scan(); kind !== token.end; kind = scanner.scan()) {
    if (kind === token.openBrace || kind === token.openBracket) depth += 1;
    if (kind === token.closeBrace || kind === token.closeBracket) depth -= 1;
    if (depth > maxDepth) return scanner.getTokenOffset();
  }
  return null;
}

function toValue(node: Node, fail: Fail): JsonValue {
  if (node.type === 'array') return (node.children ?? []).map((child) => toValue(child, fail));
  if (node.type !== 'object') return node.value;
  const object = new Map<string, JsonValue>();
  for (const { children, offset } of node.children ?? []) {
    const [key, value] = children ?? [];
    if (key === undefined || value === undefined) return fail('it is not valid JSON', offset);
    if (key.value === '__proto__') fail('the key __proto__ is not allowed', offset);
    if (object.has(key.value)) fail('a key stands twice in one object', offset);
    object.set(key.value, toValue(value, fail));
  }
  return object;
}

function lineOf(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}
