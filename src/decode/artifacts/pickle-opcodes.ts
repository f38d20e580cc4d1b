// The opcodes of pickle protocols 0 to 5 and how each is followed by its argument (pickletools.py of CPython says it all).
import { DamagedInput } from '../decoder.ts';
import type { PieceReader } from './piece-reader.ts';

/** What stands behind an opcode. */
type Argument = 0 | 1 | 2 | 4 | 8 | 'line' | 'lines' | 'long1' | 'long4';

/** Opcode (as latin1) → the bytes of its argument. Texts and bytes of stated length are read by the machine itself. */
const table: readonly (readonly [opcodes: string, argument: Argument])[] = [
  ['(.012NQRabd}el]ost)u\x81\x85\x86\x87\x88\x89\x8f\x90\x91\x92\x93\x94\x97\x98', 0],
  ['KUhqC\x80\x82\x8c', 1],
  ['M\x83', 2],
  ['JTXjrB\x84', 4],
  ['G\x8d\x8e\x95\x96', 8],
  ['FILPSVgp', 'line'],
  ['ci', 'lines'],
  ['\x8a', 'long1'],
  ['\x8b', 'long4'],
];

const argumentOf: (Argument | undefined)[] = [];
for (const [opcodes, argument] of table) for (const opcode of opcodes) argumentOf[opcode.charCodeAt(0)] = argument;

/** An opcode as its character, with its number or its line. */
export interface Step {
  readonly opcode: string;
  readonly number: number;
  readonly line: Buffer;
}

const noLine = Buffer.alloc(0);

function longOf(bytes: Buffer): number {
  return bytes.length > 0 && bytes.length <= 6 ? bytes.readIntLE(0, bytes.length) : 0;
}

/** @throws DamagedInput for what is no opcode, and at the end */
export function readStep(reader: PieceReader): Step {
  const code = reader.u8();
  const argument = argumentOf[code];
  const opcode = String.fromCharCode(code);
  switch (argument) {
    case undefined:
      throw new DamagedInput('its pickle has an instruction that does not exist');
    case 0:
      return { opcode, number: 0, line: noLine };
    case 1:
      return { opcode, number: reader.u8(), line: noLine };
    case 2:
      return { opcode, number: reader.u16(), line: noLine };
    case 4:
      return { opcode, number: reader.u32(), line: noLine };
    case 8:
      return { opcode, number: reader.u64(), line: noLine };
    case 'line':
      return { opcode, number: 0, line: reader.line() };
    case 'lines': {
      const module = reader.line().toString('utf8');
      return { opcode, number: 0, line: Buffer.from(`${module} ${reader.line().toString('utf8')}`) };
    }
    case 'long1':
      return { opcode, number: longOf(reader.bytes(reader.u8())), line: noLine };
    case 'long4': {
      const length = reader.u32();
      const number = longOf(reader.source.read(reader.at, Math.min(length, 8)));
      reader.skip(length);
      return { opcode, number: length <= 8 ? number : 0, line: noLine };
    }
    default:
      return argument satisfies never;
  }
}

/** Text of protocol 0: as Python writes it in its source, quotes included; and with `\u` escapes. */
export function readQuoted(line: Buffer): string {
  const text = line.toString('latin1');
  const inner = /^\s*(?:'(.*)'|"(.*)")\s*$/s.exec(text);
  const escaped = inner === null ? text : (inner[1] ?? inner[2]);
  return readEscaped(escaped);
}

const plain: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', '\\': '\\', "'": "'", '"': '"' };

export function readEscaped(text: string): string {
  return text.replace(
    /\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|x([0-9a-fA-F]{2})|([nrt\\'"]))/g,
    (_, short?: string, long?: string, byte?: string, letter?: string) => {
      if (letter !== undefined) return plain[letter];
      const code = Number.parseInt(short ?? long ?? byte ?? '0', 16);
      return code > 0x10ffff ? '\ufffd' : String.fromCodePoint(code);
    },
  );
}
