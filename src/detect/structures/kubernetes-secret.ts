// A Secret manifest of Kubernetes around its `kind: Secret`, in YAML or JSON, alone, in a List or between other documents: each
// value under `data` and `stringData` with its key. The order of the fields is free.
// https://kubernetes.io/docs/reference/kubernetes-api/config-and-storage-resources/secret-v1/
import { jsonFields, jsonObject } from './json-object.ts';
import type { StructureReader, StructureValue, StructureWindow } from './structure.ts';
import { type Scalar, type YamlEntry, yamlEntries, yamlMapping, yamlScalar } from './yaml-mapping.ts';

/** More entries than any person's manifest has; the window holds no more than some thousand. */
const mostValues = 512;
/** Shorter values say nothing. */
const leastLength = 4;

const secretKind = /^["']?kind["']?[ ]{0,4}:[ ]{1,4}["']?Secret["']?[ \t\r]*(?:#.*)?$/;
const secretJson = /^"kind" ?: ?"Secret"/;

/** Names of objects in Kubernetes are DNS labels. */
const nameForm = /^[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?$/i;

const encoding = 'is encoding, not encryption';

interface Found {
  readonly part: string;
  readonly key: string;
  readonly keyAt: number;
  readonly scalar: Scalar;
}

/** What a finding says of its place; a name that a template makes is left out. */
function factsOf({ part, key }: Found, names: readonly (string | undefined)[]): Record<string, string> {
  const [name, namespace] = names.map((text) => (text !== undefined && nameForm.test(text) ? text : undefined));
  return {
    key: key.startsWith('.') ? `${part}[${key}]` : `${part}.${key}`,
    ...(name !== undefined && { secret: name }),
    ...(namespace !== undefined && { namespace }),
    ...(part === 'data' && { base64: encoding }),
  };
}

function valuesOf(found: readonly Found[], names: readonly (string | undefined)[]): StructureValue[] {
  return found
    .filter(({ scalar: { start, end } }) => end - start >= leastLength)
    .slice(0, mostValues)
    .map((one) => ({
      start: one.keyAt,
      secretStart: one.scalar.start,
      secretEnd: one.scalar.end,
      facts: factsOf(one, names),
    }));
}

/** The entries below `data:`, or in its braces on the same line. */
function dataEntries(entry: YamlEntry): Found[] {
  const { key: part, rest, restAt, below } = entry;
  const found: Found[] = [];
  if (/^\{(?!\{)/.test(rest)) {
    for (const pair of rest.matchAll(
      /(?<=[{,][ ]{0,4})(["']?)([A-Za-z0-9_.-]{1,253})\1: {1,4}([^,{}]{1,4000})(?=[,}])/g,
    )) {
      const valueAt = restAt + pair.index + pair[0].length - pair[3].length;
      const scalar = yamlScalar({ rest: pair[3].trimEnd(), restAt: valueAt, below: [] });
      if (scalar) found.push({ part, key: pair[2], keyAt: restAt + pair.index, scalar });
    }
    return found;
  }
  if (!/^(?:#.*)?$/.test(rest)) return found;
  const column = below.find(({ content }) => content !== '' && !/^(?:#|\{\{)/.test(content))?.column;
  if (column === undefined || column <= entry.line.column) return found;
  for (const one of yamlEntries(below, column)) {
    const scalar = yamlScalar(one);
    if (scalar) found.push({ part, key: one.key, keyAt: one.line.start + one.line.column, scalar });
  }
  return found;
}

function lineFrom(text: string, at: number): string {
  const end = text.indexOf('\n', at);
  return text.slice(at, end < 0 ? text.length : end).trimEnd();
}

function readYaml(window: StructureWindow): StructureValue[] {
  const { text, anchorAt } = window;
  // `kind: SecretStore` and the like: asked before the lines around are read, of which there may be many for each.
  if (!secretKind.test(lineFrom(text, anchorAt))) return [];
  const lines = yamlMapping(window, (content) => secretKind.test(content));
  const own = lines.find(({ start, column }) => start + column === anchorAt);
  if (own === undefined) return [];
  const entries = yamlEntries(lines, own.column);
  const metadata = entries.find(({ key }) => key === 'metadata');
  const column = metadata?.below.find(({ content }) => content !== '')?.column ?? 0;
  const fields = metadata ? yamlEntries(metadata.below, column) : [];
  const names = ['name', 'namespace'].map((name) => {
    const field = fields.find(({ key }) => key === name);
    const scalar = field && yamlScalar(field);
    return scalar ? text.slice(scalar.start, scalar.end) : undefined;
  });
  const found = entries.filter(({ key }) => key === 'data' || key === 'stringData').flatMap(dataEntries);
  return valuesOf(found, names);
}

/** From the end of the anchor before to the start of the one behind, so that text full of them is read a few times only. */
function betweenAnchors({ text, anchorAt }: StructureWindow): readonly [number, number] {
  const isAnchor = (at: number) => secretJson.test(text.slice(at, at + 20));
  let from = text.lastIndexOf('"kind"', anchorAt - 1);
  while (from > 0 && !isAnchor(from)) from = text.lastIndexOf('"kind"', from - 1);
  let to = text.indexOf('"kind"', anchorAt + 1);
  while (to >= 0 && !isAnchor(to)) to = text.indexOf('"kind"', to + 1);
  return [from < 0 ? 0 : from, to < 0 ? text.length : to];
}

function readJson(window: StructureWindow): StructureValue[] {
  const { text } = window;
  const object = jsonObject(window, betweenAnchors(window));
  if (object === null) return [];
  const fields = jsonFields(text, object);
  const names = ['metadata.name', 'metadata.namespace'].map((path) => {
    const field = fields.find(({ key }) => key === path);
    return field && text.slice(field.start, field.end);
  });
  const found = fields.flatMap(({ key: path, keyAt, start, end }) => {
    const [, part, key] = /^(data|stringData)\.([A-Za-z0-9_.-]{1,253})$/.exec(path) ?? [];
    return key === undefined ? [] : [{ part, key, keyAt, scalar: { start, end } }];
  });
  return valuesOf(found, names);
}

/** Every value of the Secret whose kind stands at the anchor. */
export const readKubernetesSecret: StructureReader = (window) =>
  /^"kind" ?: ?"/.test(window.text.slice(window.anchorAt, window.anchorAt + 10)) && isInBraces(window)
    ? readJson(window)
    : readYaml(window);

/** JSON unless the key begins its line as one of a block mapping would, without a comma behind. */
function isInBraces({ text, anchorAt }: StructureWindow): boolean {
  return /^"kind" ?: ?"Secret"\s{0,200}[,}]/.test(text.slice(anchorAt, anchorAt + 240));
}
