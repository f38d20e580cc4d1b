import { describe, expect, it } from 'vitest';
import { FormFinder } from '../../../src/detect/form-finder.ts';
import { knownForms } from '../../../src/detect/known-forms.ts';
import fc from '../../support/fast-check.ts';
import { fillTemplate } from '../../support/fill-template.ts';

describe('finding known values', () => {
  const value = fc.oneof(
    fc.string({ minLength: 6, maxLength: 20 }),
    fc.constantFrom('aaaaaa', 'abcabcabc', 'pass word "x"'),
  );
  const named = fc
    .array(value, { minLength: 1, maxLength: 4 })
    .map((list) => list.map((text, at) => ({ name: `N${at}`, value: text })));
  const drawn = named.chain((values) =>
    fc.tuple(
      fc.constant(values),
      fc
        .array(
          fc.oneof(
            fc.constantFrom(...knownForms(values).map(({ text }) => text)),
            fc.string({ maxLength: 7 }),
            fc.constantFrom('a', 'ab', 'aaaa'),
          ),
          {
            maxLength: 12,
          },
        )
        .map((parts) => Buffer.from(parts.join(''), 'latin1')),
      fc.nat(),
      fc.nat(),
    ),
  );

  it('finds every form that begins in the lines asked about', () => {
    fc.assert(
      fc.property(drawn, ([values, bytes, a, b]) => {
        const [from, to] = [a % (bytes.length + 1), b % (bytes.length + 1)].sort((x, y) => x - y);
        const text = bytes.toString('latin1');
        const expected = new Set<number>();
        for (const form of knownForms(values))
          for (let at = text.indexOf(form.text, from); at >= 0 && at < to; at = text.indexOf(form.text, at + 1))
            for (let place = at; place < at + form.text.length; place++) expected.add(place);
        const found = new Set<number>();
        for (const { start, end } of new FormFinder(values).find(bytes, from, to))
          for (let place = start; place < end; place++) found.add(place);
        for (const place of expected) expect(found.has(place)).toBe(true);
        // Base64 touches one character of its neighbours on each side.
        for (const place of found) expect([place - 1, place, place + 1].some((near) => expected.has(near))).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it('says where the last one may have begun that has not ended', () => {
    fc.assert(
      fc.property(drawn, ([values, bytes]) => {
        const text = bytes.toString('latin1');
        const forms = knownForms(values).map((form) => form.text);
        let first = text.length;
        for (let at = 0; at < text.length && first === text.length; at++)
          if (forms.some((form) => form.startsWith(text.slice(at)))) first = at;
        expect(new FormFinder(values).openFrom(bytes)).toBe(first);
      }),
      { numRuns: 500 },
    );
  });

  it('takes thousands of values', () => {
    const values = Array.from({ length: 5000 }, (_, at) => ({ name: `N${at}`, value: fillTemplate('{alnum:24}', at) }));
    const finder = new FormFinder(values);
    const line = Buffer.from(`one ${values[4321].value} two ${Buffer.from(values[77].value).toString('hex')} three`);
    expect(finder.find(line, 0, line.length).map(({ mask }) => mask)).toEqual(['[N4321]', '[N77]']);
  });

  it('looks for nothing where nothing is known', () => {
    const finder = new FormFinder([]);
    expect(finder.find(Buffer.from('some text of a log'), 0, 18)).toEqual([]);
    expect(finder.openFrom(Buffer.from('some text'))).toBe(9);
  });
});
