// PDF files of the programs that are here, and small ones written by hand for what those do not use.
import { existsSync } from 'node:fs';
import { deflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { decoded } from '../../support/decoded.ts';
import { fileFromPython, pythonHas } from '../../support/python.ts';
import { fileFromShell, hasTool } from '../../support/tool-files.ts';

const words = 'key AKxx234567ABCDEFGH and some words';

/** A file of numbered objects, the first of which is the catalog. */
function pdfOf(...objects: readonly string[]): Buffer {
  const bodies = objects.map((body, at) => `${at + 1} 0 obj\n${body}\nendobj\n`);
  return Buffer.from(`%PDF-1.7\n${bodies.join('')}trailer\n<</Root 1 0 R>>\n%%EOF\n`, 'latin1');
}

const stream = (dict: string, data: string | Buffer) => {
  const text = typeof data === 'string' ? data : data.toString('latin1');
  return `<<${dict}/Length ${text.length}>>\nstream\n${text}\nendstream`;
};

/** One page with this content. @param font object 5 */
const page = (content: string, font = '<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>', ...more: readonly string[]) =>
  pdfOf(
    '<</Type/Catalog/Pages 2 0 R>>',
    '<</Type/Pages/Kids[3 0 R]/Count 1/Resources<</Font<</F1 5 0 R>>>>>>',
    '<</Type/Page/Parent 2 0 R/Contents 4 0 R>>',
    content,
    font,
    ...more,
  );

const textOf = async (bytes: Buffer) => (await decoded(bytes)).texts['page 1'];

function ascii85(bytes: Buffer): string {
  const padded = Buffer.concat([bytes, Buffer.alloc((4 - (bytes.length % 4)) % 4)]);
  let text = '';
  for (let at = 0; at < padded.length; at += 4) {
    let value = padded.readUInt32BE(at);
    const group: string[] = [];
    for (let index = 0; index < 5; index++, value = Math.floor(value / 85))
      group.unshift(String.fromCharCode(33 + (value % 85)));
    text += group.join('');
  }
  return `${text}~>`;
}

describe('pdf', () => {
  it.skipIf(!hasTool('groff') || !hasTool('ps2pdf'))('reads what Ghostscript makes of what groff sets', async () => {
    expect(await textOf(fileFromShell(`printf '.nf\\n${words}\\n' | groff -Tps | ps2pdf - out`))).toBe(words);
  });

  it.skipIf(!pythonHas('reportlab'))('reads what reportlab makes, and what it tells of the document', async () => {
    const bytes = fileFromPython(`
from reportlab.pdfgen import canvas
c = canvas.Canvas(sys.argv[1], pageCompression=1); c.setTitle('a title (x)')
c.drawString(72, 700, '${words}'); c.setFont('Courier', 9); c.drawString(72, 680, 'next line'); c.showPage(); c.save()`);
    const { texts, lost } = await decoded(bytes);
    expect(texts['page 1']).toBe(`${words}\nnext line`);
    expect(texts.strings).toContain('a title (x)');
    expect(lost).toEqual([]);
  });

  const serif = '/usr/share/fonts/truetype/dejavu/DejaVuSerif.ttf';
  // Subsets of a font whose codes are glyphs, objects and their list in streams: what these programs write today.
  it.for<[string, string, string]>([
    [
      'fpdf2',
      'fpdf',
      "p = fpdf.FPDF(); p.add_page(); p.add_font('D', '', TTF); p.set_font('D', size=12); p.cell(text=W); p.output(OUT)",
    ],
    [
      'MuPDF',
      'pymupdf',
      "d = pymupdf.open(); d.new_page().insert_text((72, 72), W, fontname='F0', fontfile=TTF); d.subset_fonts(); d.save(OUT, deflate=True, use_objstms=1, garbage=3)",
    ],
    [
      'reportlab and qpdf',
      'reportlab, pikepdf',
      `from reportlab.pdfgen import canvas; from reportlab.pdfbase import pdfmetrics, ttfonts
pdfmetrics.registerFont(ttfonts.TTFont('D', TTF)); c = canvas.Canvas('a.pdf'); c.setFont('D', 11); c.drawString(72, 700, W); c.save()
pikepdf.open('a.pdf').save(OUT, object_stream_mode=pikepdf.ObjectStreamMode.generate)`,
    ],
  ])('reads what %s makes', async ([, modules, script], { skip }) => {
    skip(!existsSync(serif) || !pythonHas(modules));
    const bytes = fileFromPython(`import ${modules}\nW, TTF, OUT = '${words}', '${serif}', sys.argv[1]\n${script}`);
    const { texts, lost } = await decoded(bytes);
    expect(texts['page 1']).toBe(words);
    expect(lost).toEqual([]);
  });

  it.skipIf(!hasTool('soffice'))('reads what LibreOffice makes', { timeout: 120_000 }, async () => {
    const home = '-env:UserInstallation=file://$PWD/home';
    const bytes = fileFromShell(
      `echo '${words}' > a.txt && soffice ${home} --headless --convert-to pdf a.txt && mv a.pdf out`,
    );
    expect(await textOf(bytes)).toBe(words);
  });

  it('reads a page, its font and the map of its codes out of one stream of objects, as those programs write them', async () => {
    const glyphs = [...words].map((letter) => letter.charCodeAt(0) - 29);
    const hex = (code: number) => code.toString(16).padStart(4, '0').toUpperCase();
    // Pieces of some glyphs with kerning between them.
    const pieces = Array.from({ length: Math.ceil(glyphs.length / 3) }, (_, at) => glyphs.slice(at * 3, at * 3 + 3));
    const shown = pieces.map((piece) => `<${piece.map(hex).join('')}>`).join(' 12 ');
    const cmap = `begincmap 1 begincodespacerange <0000> <FFFF> endcodespacerange 1 beginbfrange <0003> <0061> <0020> endbfrange endcmap`;
    const inner = [
      '<</Type/Catalog/Pages 2 0 R>>',
      '<</Type/Pages/Kids[3 0 R]/Count 1>>',
      '<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>',
      '<</Type/Font/Subtype/Type0/BaseFont/ABCDEF+Serif/Encoding/Identity-H/DescendantFonts[7 0 R]/ToUnicode 6 0 R>>',
      '<</Type/Font/Subtype/CIDFontType2/DW 500/W[3[300] 4 97 500]>>',
    ];
    const offsets = inner.map((_, at) => inner.slice(0, at).join(' ').length + (at === 0 ? 0 : 1));
    const list = [1, 2, 3, 5, 7].map((number, at) => `${number} ${offsets[at]}`).join(' ');
    const objects = stream(
      `/Type/ObjStm/N 5/First ${list.length + 1}/Filter/FlateDecode`,
      deflateSync(`${list} ${inner.join(' ')}`),
    );
    const flate = (text: string) => stream('/Filter/FlateDecode', deflateSync(text));
    const body = `4 0 obj\n${flate(`q BT /F1 11 Tf 1 0 0 1 56.8 773 Tm [${shown}] TJ ET Q`)}\nendobj\n6 0 obj\n${flate(cmap)}\nendobj\n8 0 obj\n${objects}\nendobj\n`;
    const { texts, lost } = await decoded(Buffer.from(`%PDF-1.7\n${body}startxref\n0\n%%EOF\n`, 'latin1'));
    expect(texts['page 1']).toBe(words);
    expect(lost).toEqual([]);
  });

  it.skipIf(!pythonHas('reportlab'))('says of an encrypted file that it is', async () => {
    const bytes = fileFromPython(`
from reportlab.pdfgen import canvas
c = canvas.Canvas(sys.argv[1], encrypt='x'); c.drawString(72, 700, 'text'); c.save()`);
    expect((await decoded(bytes)).lost).toEqual(['encrypted: : it is encrypted']);
  });

  it.each<[string, string, Buffer | string]>([
    ['no filter', '', `BT /F1 12 Tf (${words}) Tj ET`],
    ['Flate', '/Filter/FlateDecode', deflateSync(`BT /F1 12 Tf (${words}) Tj ET`)],
    ['ASCII85 and Flate', '/Filter[/ASCII85Decode/FlateDecode]', ascii85(deflateSync(`BT /F1 12 Tf (${words}) Tj ET`))],
    ['ASCIIHex', '/Filter/AHx', `${Buffer.from(`BT /F1 12 Tf (${words}) Tj ET`).toString('hex')}>`],
    // 8 bits in 9: each code is one byte, between a code that begins anew and the one that ends.
    ['LZW', '/Filter/LZWDecode', lzw(`BT /F1 12 Tf (${words}) Tj ET`)],
  ])('reads content with %s', async (_, dict, data) => {
    expect(await textOf(page(stream(dict, data)))).toBe(words);
  });

  it('puts together what kerning takes apart, and keeps words and lines apart', async () => {
    const content =
      'BT /F1 10 Tf 1 0 0 1 50 700 Tm [(AK) 80 (ey) -40 (12) -600 (next)] TJ 0 -12 Td (li) Tj (ne) Tj T* ET';
    expect(await textOf(page(stream('', content)))).toBe('AKey12 next\nline');
    // Each piece at its own place: `ab` is 11.12 wide at a size of 10.
    const placed =
      'BT /F1 10 Tf 50 700 Td (ab) Tj ET BT /F1 10 Tf 61.12 700 Td (cd) Tj ET q 1 0 0 1 100 0 cm BT /F1 10 Tf 50 700 Td (ef) Tj ET Q';
    expect(await textOf(page(stream('', placed)))).toBe('abcd ef');
  });

  it('reads strings with escapes, in octal and in hex', async () => {
    expect(await textOf(page(stream('', 'BT /F1 9 Tf (a\\(b\\)(c)\\\\ \\101\\\n) Tj <42 4> Tj ET')))).toBe(
      'a(b)(c)\\ AB@',
    );
  });

  it('reads codes of two bytes by their ToUnicode map', async () => {
    const map = `/CIDInit /ProcSet findresource begin begincmap 1 begincodespacerange <0000> <ffff> endcodespacerange
2 beginbfchar <0001> <0041> <0002> <00e4> endbfchar 2 beginbfrange <0010> <0019> <0030> <0020> <0021> [<0078> <D83DDE00>] endbfrange endcmap`;
    const font = '<</Type/Font/Subtype/Type0/Encoding/Identity-H/DescendantFonts[7 0 R]/ToUnicode 6 0 R>>';
    const bytes = page(
      stream('', 'BT /F1 9 Tf <00010002001000190020> Tj <0021> Tj ET'),
      font,
      stream('', map),
      '<</W[1[600 600] 16 33 500]>>',
    );
    const { texts } = await decoded(bytes);
    expect(texts).toEqual({ 'page 1': 'Aä09x😀', 'outside of objects': 'trailer\n<</Root 1 0 R>>\n%%EOF\n' });
  });

  it('reads glyphs by their names', async () => {
    const font = '<</Type/Font/Subtype/Type1/Encoding<</Differences[1/A/hyphen/one/underscore/fi/uni0042]>>>>';
    expect(await textOf(page(stream('', 'BT /F1 9 Tf <010203040506> Tj ET'), font))).toBe('A-1_fiB');
  });

  it('reads objects that lie in streams, with and without predictors', async () => {
    const inner = '3 0 9 43 <</Type/Page/Parent 2 0 R/Contents 4 0 R>> (a string inside of it)';
    const first = inner.indexOf('<<');
    const packed = deflateSync(inner);
    const objects = (dict: string, data: Buffer) =>
      pdfOf(
        '<</Type/Catalog/Pages 2 0 R>>',
        '<</Type/Pages/Kids[3 0 R]/Resources<</Font<</F1 5 0 R>>>>>>',
        stream(`/Type/ObjStm/N 2/First ${first}/Filter/FlateDecode${dict}`, data),
        stream('', `BT /F1 9 Tf (${words}) Tj ET`),
        '<</Type/Font/Subtype/Type1/BaseFont/Times-Roman>>',
      );
    // Object 3 of the file itself gives way to the one in the stream, which came later.
    for (const bytes of [
      objects('', packed),
      objects(
        '/DecodeParms<</Predictor 12/Columns 5>>',
        deflateSync(
          Buffer.concat(
            Array.from({ length: Math.ceil(inner.length / 5) }, (_, row) =>
              Buffer.concat([Buffer.from([0]), Buffer.from(inner.slice(row * 5, row * 5 + 5).padEnd(5))]),
            ),
          ),
        ),
      ),
    ]) {
      const { texts } = await decoded(bytes);
      expect(texts['page 1']).toBe(words);
      expect(texts.strings).toBe('a string inside of it');
    }
  });

  it('finds older texts of a page that was changed, and what is attached', async () => {
    const bytes = Buffer.concat([
      page(stream('', 'BT /F1 9 Tf (the old text) Tj ET')),
      Buffer.from(`4 0 obj\n${stream('', 'BT /F1 9 Tf (the new one) Tj ET')}\nendobj\n9 0 obj\n`, 'latin1'),
      Buffer.from(
        `${stream('/Type/EmbeddedFile', 'a file in it')}\nendobj\n10 0 obj\n${stream('/Subtype/Image', 'pixels')}\nendobj\n`,
        'latin1',
      ),
    ]);
    const { texts, losses } = await decoded(bytes);
    expect(texts).toMatchObject({ 'page 1': 'the new one', 'object 4': 'the old text', attachment: 'a file in it' });
    expect(losses).toEqual([{ kind: 'pixels', isGap: false, via: [], reason: 'it holds pictures' }]);
  });

  it('gives a bomb up, and says of a broken stream that it is', async () => {
    const bomb = page(stream('/Filter/FlateDecode', deflateSync(Buffer.alloc(4_000_000, ' '))));
    expect((await decoded(bomb, { freeBytes: 1000, ratio: 10 })).lost).toEqual([
      'limit: : a stream in it becomes too large when it is decompressed',
    ]);
    expect((await decoded(page(stream('/Filter/Unheard', 'x')))).lost).toEqual([
      'damaged: : it is damaged, or compressed in a way that is not known',
    ]);
    expect((await decoded(Buffer.from('%PDF-1.4\nnothing'))).lost).toHaveLength(1);
  });

  it('never hangs or throws on any cut or changed byte, or on circles', async () => {
    const whole = page(stream('/Filter/FlateDecode', deflateSync(`BT /F1 12 Tf (${words}) Tj ET`)));
    for (let at = 0; at < whole.length; at++) {
      const changed = Buffer.from(whole);
      changed[at] ^= 0x15;
      await decoded(changed);
      await decoded(whole.subarray(0, at));
    }
    await decoded(pdfOf('<</Type/Catalog/Pages 2 0 R>>', '<</Kids[2 0 R 3 0 R]>>', '3 0 R', '<<'.repeat(5000)));
  });
});

/** LZW without a table: begun anew before the codes would become longer. */
function lzw(text: string): Buffer {
  const codes = [...Buffer.from(text)].flatMap((byte, at) => (at % 200 === 0 ? [256, byte] : [byte]));
  const bits = [...codes, 257].map((code) => code.toString(2).padStart(9, '0')).join('');
  return Buffer.from((bits.match(/.{1,8}/g) ?? []).map((byte) => Number.parseInt(byte.padEnd(8, '0'), 2)));
}
