import { describe, expect, it } from 'vitest';
import { decode } from '../../../../src/decode/decode.ts';
import { JsonText } from '../../../../src/decode/notebook/json-text.ts';
import { readNotebook } from '../../../../src/decode/notebook/read-notebook.ts';
import type { Layer, Loss } from '../../../../src/model/layer.ts';
import fc from '../../../support/fast-check.ts';

const code = (source: unknown, outputs: unknown[] = []) => ({
  cell_type: 'code',
  execution_count: 1,
  metadata: {},
  outputs,
  source,
});
const notebook = (cells: unknown[], more: object = {}) => ({
  cells,
  metadata: {},
  nbformat: 4,
  nbformat_minor: 5,
  ...more,
});
const written = (value: unknown) => Buffer.from(`${JSON.stringify(value, null, 1)}\n`);

function layersOf(bytes: Buffer): { layers: Layer[]; losses: Loss[] } {
  const losses: Loss[] = [];
  return { layers: [...decode(bytes, { noteLoss: (loss) => losses.push(loss) })], losses };
}

const texts = (bytes: Buffer) => layersOf(bytes).layers.map(({ via, bytes: text }) => [via.join(), text.toString()]);
const textAt = (bytes: Buffer, step: string) =>
  layersOf(bytes)
    .layers.filter(({ via }) => via.join() === step)
    .map(({ bytes: text }) => text.toString());

/** What stands in the file where `needle` of a layer is said to come from. */
function placeOf(bytes: Buffer, step: string, needle: string): string {
  const layer = layersOf(bytes).layers.find(({ via, bytes: text }) => via.join() === step && text.includes(needle));
  const start = layer?.bytes.indexOf(needle) ?? -1;
  const span = layer?.back?.spanOf(start, start + Buffer.byteLength(needle));
  return bytes.toString('utf8', span?.start, span?.end);
}

describe('notebooks', () => {
  it('are read cell by cell, outputs apart, with the way back to the JSON', () => {
    const bytes = written(
      notebook([
        { cell_type: 'markdown', metadata: {}, source: ['# title\n', 'über "all"'] },
        code('a = "x"\nb = \'y\'', [
          { output_type: 'stream', name: 'stdout', text: ['one\n', 'two \u001b[31mred\u001b[0m three\n'] },
          {
            output_type: 'execute_result',
            data: { 'text/plain': '"q"', 'text/html': ['<b>\n', 'h</b>'] },
            metadata: {},
          },
          { output_type: 'error', ename: 'E', evalue: 'boom', traceback: ['\u001b[0;31mE\u001b[0m', 'line 2'] },
        ]),
      ]),
    );
    expect(textAt(bytes, 'cell 1')).toEqual(['# title\nüber "all"']);
    expect(textAt(bytes, 'cell 2')).toEqual(['a = "x"\nb = \'y\'']);
    expect(textAt(bytes, 'cell 2 output 1')[0]).toBe('one\ntwo red three\n');
    expect(textAt(bytes, 'cell 2 output 2')[0]).toBe('"q"');
    expect(textAt(bytes, 'cell 2 output 2 text/html')).toEqual(['<b>\nh</b>']);
    expect(textAt(bytes, 'cell 2 output 3').slice(0, 2)).toEqual(['boom', 'E\nline 2']);
    expect(placeOf(bytes, 'cell 1', 'über "all')).toBe('über \\"all');
    expect(placeOf(bytes, 'cell 2', 'x"\nb')).toBe('x\\"\\nb');
    expect(placeOf(bytes, 'cell 2 output 1', 'red three')).toBe('red\\u001b[0m three');
    expect(placeOf(bytes, 'cell 2 output 3', 'E\nline')).toBe('E\\u001b[0m",\n      "line');
  });

  it('leave nothing out but pictures, which are counted', () => {
    const png = 'iVBORw0KGgo'.repeat(50);
    const bytes = written(
      notebook(
        [
          {
            cell_type: 'markdown',
            attachments: { 'a.png': { 'image/png': png } },
            metadata: { tag: 'mine' },
            source: '',
          },
          code('', [
            { output_type: 'display_data', data: { 'image/jpeg': [png, png], 'image/svg+xml': '<svg>kept</svg>' } },
            { output_type: 'display_data', data: { 'application/json': { deep: ['w\n'] } }, metadata: { note: 1 } },
          ]),
        ],
        { metadata: { widgets: { 'application/vnd.jupyter.widget-state+json': { state: { k: 'a "b"' } } } } },
      ),
    );
    const all = texts(bytes);
    const joined = all.map(([, text]) => text).join('\n');
    expect(joined).not.toContain('iVBOR');
    for (const part of ['mine', '<svg>kept</svg>', '"deep"', 'w\n', '"note": 1', 'a "b"', '"nbformat": 4'])
      expect(joined).toContain(part);
    expect(layersOf(bytes).losses).toEqual([
      { kind: 'pixels', isGap: false, via: [], reason: 'it holds a picture' },
      { kind: 'pixels', isGap: false, via: [], reason: 'it holds a picture' },
    ]);
    expect(
      all
        .filter(([step]) => step === 'cell 2 output 2')
        .map(([, text]) => text)
        .join(),
    ).toContain('"deep"');
  });

  it('of format 3 have worksheets, `input`, and kinds beside the type', () => {
    const cell = {
      cell_type: 'code',
      input: ['x = 1'],
      outputs: [{ output_type: 'pyout', text: ['r'], html: 'h', png: 'iVBORw0KGgo=' }],
    };
    const bytes = written({
      metadata: { name: '' },
      nbformat: 3,
      nbformat_minor: 0,
      worksheets: [{ cells: [cell], metadata: {} }],
    });
    expect(texts(bytes).slice(0, 3)).toEqual([
      ['cell 1', 'x = 1'],
      ['cell 1 output 1', 'r'],
      ['cell 1 output 1 html', 'h'],
    ]);
    expect(layersOf(bytes).losses).toHaveLength(1);
  });

  it('whose JSON is broken are text like any other, scanned whole, and no gap', () => {
    const good = written(notebook([code('a = 1')])).toString();
    for (const broken of [
      `${good.slice(0, -20)}"nbformat": 4`,
      `${good}<<<<<<< "nbformat": 4`,
      good.replace('[', '[['),
    ]) {
      const bytes = Buffer.from(broken);
      expect(layersOf(bytes)).toEqual({ layers: [{ bytes, kind: 'text', via: [] }], losses: [] });
    }
    const other = written({ nbformat: 4, cells: 'none' });
    expect(layersOf(other)).toEqual({ layers: [{ bytes: other, kind: 'text', via: [] }], losses: [] });
  });

  it('that nest without end are read in one pass', () => {
    const deep = 200_000;
    const bytes = Buffer.from(`{"cells": [], "nbformat": 4, "x": ${'['.repeat(deep)}${']'.repeat(deep)}}`);
    expect(texts(bytes)[0][1]).toHaveLength(bytes.length);
  });

  it('give every byte that is no picture to one text', () => {
    const value = fc.oneof(fc.string({ unit: 'binary' }), fc.array(fc.string()), fc.jsonValue());
    const output = fc.record({
      output_type: fc.string(),
      text: value,
      data: fc.dictionary(fc.string(), value),
      traceback: value,
    });
    const cell = fc.oneof(
      fc.jsonValue(),
      fc.record({ source: value, outputs: fc.oneof(value, fc.array(output)), metadata: fc.jsonValue() }),
    );
    fc.assert(
      fc.property(fc.array(cell, { maxLength: 5 }), fc.constantFrom(0, 1), (cells, indent) => {
        const bytes = Buffer.from(JSON.stringify({ cells, nbformat: 4 }, null, indent));
        const seen = new Uint8Array(bytes.length);
        for (const { pieces } of readNotebook(bytes).texts)
          for (const { start, end } of pieces) for (let at = start; at < end; at++) seen[at]++;
        const left = [...seen.keys()].filter((at) => seen[at] !== 1);
        expect(left.filter((at) => seen[at] > 1)).toEqual([]);
        // Quotes, commas and blanks between the strings of a text.
        expect(Buffer.from(left.map((at) => bytes[at])).toString()).toMatch(/^[\s",[\]]*$/);
      }),
    );
  });
});

describe('JsonText', () => {
  it('is what JSON.parse makes of it, and every character leads back to where it stands', () => {
    const unit = fc.oneof(
      fc.constantFrom('\n', '"', '\\', 'ü', '😀', '\u0007', '/'),
      fc.string({ unit: 'grapheme', maxLength: 3 }),
    );
    fc.assert(
      fc.property(fc.array(fc.array(unit), { minLength: 1, maxLength: 4 }), fc.boolean(), (parts, isAscii) => {
        const strings = parts.map((part) => part.join(''));
        const json = isAscii
          ? JSON.stringify(strings).replace(
              /[^\0-\x7f]/g,
              (at) => `\\u${at.charCodeAt(0).toString(16).padStart(4, '0')}`,
            )
          : JSON.stringify(strings);
        const bytes = Buffer.from(json);
        const pieces: { start: number; end: number }[] = [];
        let at = 1;
        for (const text of strings) {
          const own = isAscii
            ? JSON.stringify(text).replace(/[^\0-\x7f]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`)
            : JSON.stringify(text);
          const length = Buffer.byteLength(own);
          pieces.push({ start: at + 1, end: at + length - 1 });
          at += length + 1;
        }
        const text = new JsonText(bytes, { pieces });
        expect(text.bytes.toString()).toBe(strings.join(''));
        let offset = 0;
        for (const character of strings.join('')) {
          const size = Buffer.byteLength(character);
          const { start, end } = text.spanOf(offset, offset + size);
          const raw = bytes.toString('utf8', start, end);
          expect(JSON.parse(`"${raw}"`)).toBe(character);
          offset += size;
        }
      }),
    );
  });
});
