// Pickles of made-up values, written by Python in every protocol: each text of the value is among what is read of the pickle,
// and each text under a name stands beside it.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { decoded, gapsOf } from '../../../support/decoded-now.ts';

const python = [join(import.meta.dirname, '../../../artifacts/venv/bin/python')].find((path) => existsSync(path));

/** One line a pickle: its protocol, the pickle in base64, and the texts of the value. */
const program = `
import base64, collections, datetime, decimal, json, pickle, random
chance = random.Random(11)
count = 0
class Thing: pass
Point = collections.namedtuple("Point", "x y")
def text():
    global count
    count += 1
    return f"text{count}." + chance.choice(["", "é", "\\u4e16\\u754c", "'quoted'", "back\\\\slash", "two\\nlines", "x" * 300, "\\U0001f600"])
def value(depth, texts, pairs):
    kind = chance.randrange(13 if depth < 5 else 4)
    if kind < 2:
        texts.append(text()); return texts[-1]
    if kind == 2: return chance.choice([None, True, 7, -70000, 2**70, 1.5, datetime.date(2026, 1, 2), decimal.Decimal("1.5")])
    if kind == 3:
        texts.append(text()); return texts[-1].encode()
    items = [value(depth + 1, texts, pairs) for _ in range(chance.randrange(5))]
    if kind == 4: return items
    if kind == 5: return tuple(items)
    if kind == 6: return Point(items, "p")
    if kind == 7: return collections.deque(items)
    if kind == 8:
        thing = Thing(); thing.name = text(); thing.items = items; pairs.append(("name", thing.name)); return thing
    if kind == 9: return [items, items]
    if kind == 10: return {number: item for number, item in enumerate(items)}
    result = {}
    for item in items:
        key = f"key{chance.randrange(10**9)}"
        result[key] = item
        if isinstance(item, str): pairs.append((key, item))
    return collections.OrderedDict(result) if kind == 11 else result
import sys
sys.modules["__main__"].Thing = Thing
for number in range(300):
    texts, pairs = [], []
    made = value(0, texts, pairs)
    dumped = base64.b64encode(pickle.dumps(made, protocol=number % 6)).decode()
    print(json.dumps([number % 6, dumped, texts, pairs]))
`;

describe.skipIf(python === undefined)('pickles as Python writes them', () => {
  it('give all their texts, each beside its name', () => {
    const { stdout, status } = spawnSync(python ?? '', ['-c', program], { encoding: 'utf8', maxBuffer: 1 << 28 });
    expect(status).toBe(0);
    let checked = 0;
    for (const line of stdout.trim().split('\n')) {
      const [protocol, base64, texts, pairs] = JSON.parse(line) as [number, string, string[], [string, string][]];
      const result = decoded(Buffer.from(base64, 'base64'));
      const isRead = result.layers.some(({ via }) => via.includes('pickle'));
      // Those of protocol 0 and 1 are told only where they begin with a dictionary, a list or an object.
      if (!isRead && protocol < 2) continue;
      if (!isRead) expect(texts.length === 0 || result.layers[0].bytes.length < 40).toBe(true);
      else {
        expect(gapsOf(result)).toEqual([]);
        const all = result.texts.map(([, text]) => text).join('\n');
        expect(texts.filter((text) => !all.includes(text))).toEqual([]);
        expect(pairs.filter(([name, text]) => !all.includes(`${name} = "${text}"`))).toEqual([]);
        checked += texts.length;
      }
    }
    expect(checked).toBeGreaterThan(300);
  });
});
