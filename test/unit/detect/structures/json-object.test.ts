import { describe, expect, it } from 'vitest';
import { jsonFields } from '../../../../src/detect/structures/json-object.ts';

const read = (text: string) =>
  jsonFields(text, [0, text.length]).map(({ key, start, end }) => [key, text.slice(start, end)]);

describe('the fields of a JSON object', () => {
  it('are its strings, with the keys that lead there', () => {
    expect(read('{"a":"1","data":{"k\\"":"v\\\\"},"l":[{"no":"x"}],"b" : "2"}')).toEqual([
      ['a', '1'],
      ['data.k\\"', 'v\\\\'],
      ['b', '2'],
    ]);
  });

  it('are not mixed up by values that are no strings', () => {
    expect(read('{"immutable":true,"n":1,"data":{"x":null,"k":"v","z":2},"e":"f"}')).toEqual([
      ['data.k', 'v'],
      ['e', 'f'],
    ]);
  });

  it.each(['{"a":"1","b":"2', '{"a":"1","b":"2\\', '{"a":"1","b":"2\\"', '{"a":"1","b":"', '{"a":"1","b'])(
    'end where a string does not: %s',
    (text) => {
      expect(read(text)).toEqual([['a', '1']]);
    },
  );

  it('are read once, whatever quotes a string without end holds', () => {
    for (const piece of ['\\"', '"\\', '\\\\\\"'])
      expect(read(`{"a":"1","b":"${piece.repeat(300_000)}`)[0]).toEqual(['a', '1']);
  });
});
