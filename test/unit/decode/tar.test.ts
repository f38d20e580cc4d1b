// Archives written by Python's tarfile in each dialect, by tar and ar where they are, and what hostile hands make of them.
import { describe, expect, it } from 'vitest';
import { decoded } from '../../support/decoded.ts';
import { fileFromPython, hasPython } from '../../support/python.ts';
import { fileFromShell, hasTool } from '../../support/tool-files.ts';

const made = (script: string) =>
  fileFromPython(`
import tarfile, io
def put(t, name, data=b'', **more):
    i = tarfile.TarInfo(name); i.size = len(data)
    for k, v in more.items(): setattr(i, k, v)
    t.addfile(i, io.BytesIO(data))
${script}`);

const inFormat = (format: string) =>
  made(`
with tarfile.open(sys.argv[1], 'w', format=tarfile.${format}_FORMAT) as t:
    put(t, 'app', type=tarfile.DIRTYPE)
    put(t, 'app/.env', b'NAME=value\\n' * 50)
    put(t, '${'folder/'.repeat(14)}' + 'n' * 90, b'a long name')
    put(t, 'empty')
    put(t, 'link', type=tarfile.SYMTYPE, linkname='somewhere/else')
    put(t, 'hard', type=tarfile.LNKTYPE, linkname='app/.env')
`);

describe.skipIf(!hasPython)('tar', () => {
  it.each(['USTAR', 'GNU', 'PAX'])(
    'gives every member of the dialect %s under its name, and where links lead',
    async (format) => {
      const { texts, lost } = await decoded(inFormat(format));
      expect(texts).toEqual({
        'tar:app/.env': 'NAME=value\n'.repeat(50),
        [`tar:${'folder/'.repeat(14)}${'n'.repeat(90)}`]: 'a long name',
        'tar:empty': '',
        'tar:link link': 'somewhere/else',
        'tar:hard link': 'app/.env',
      });
      expect(lost).toEqual([]);
    },
  );

  it('reads archives from before ustar, told by their checksum', async () => {
    const bytes = Buffer.from(inFormat('USTAR').subarray(512, 512 + 512 + 1024));
    bytes.fill(0, 257, 512);
    bytes.write('        ', 148);
    const sum = bytes.subarray(0, 512).reduce((total, byte) => total + byte, 0);
    bytes.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
    expect((await decoded(bytes)).texts).toEqual({ 'tar:app/.env': 'NAME=value\n'.repeat(50) });
  });

  it('reads what pax headers say, and archives one behind the other', async () => {
    const bytes = made(`
with tarfile.open(sys.argv[1], 'w', format=tarfile.PAX_FORMAT, pax_headers={'comment': 'made by hand'}) as t:
    put(t, 'später', b'1', pax_headers={'SCHILY.xattr.user.note': 'a note'})
`);
    const { texts } = await decoded(Buffer.concat([bytes, inFormat('GNU')]));
    expect(texts['tar:später']).toBe('1');
    expect(texts['tar:später header']).toBe('comment=made by hand\nSCHILY.xattr.user.note=a note\n');
    expect(texts['tar:app/.env']).toContain('NAME');
  });

  it.skipIf(!hasTool('tar'))('reads sparse files without their holes', async () => {
    for (const format of ['gnu', 'pax']) {
      const bytes = fileFromShell(
        `truncate -s 1G s; printf tail >> s; truncate -s 3G s; tar --sparse --format=${format} -cf out s`,
      );
      expect(bytes.length).toBeLessThan(100_000);
      const { texts, lost } = await decoded(bytes);
      expect(texts['tar:s']).toContain('tail');
      expect(lost).toEqual([]);
    }
  });

  it('leaves names alone that lead elsewhere: nothing is ever written', async () => {
    const { layers } = await decoded(
      made(`
with tarfile.open(sys.argv[1], 'w') as t:
    for name in ['../../etc/passwd', '/etc/shadow', 'a\\x1b[2Jb']: put(t, name, b'x')
`),
    );
    expect(layers.map(({ path }) => path)).toEqual(['../../etc/passwd', '/etc/shadow', 'a\u001b[2Jb']);
  });

  it('says where an archive is cut short or damaged, and gives what comes before', async () => {
    const bytes = inFormat('GNU');
    const cut = await decoded(bytes.subarray(0, 512 + 512 + 100));
    expect(cut.texts['tar:app/.env']).toHaveLength(100);
    expect(cut.lost).toEqual(['damaged: : it is cut short']);
    const changed = Buffer.from(bytes);
    changed[512 + 512 + 1024 + 20] ^= 0xff;
    const broken = await decoded(changed);
    expect(broken.texts['tar:app/.env']).toHaveLength(550);
    expect(broken.lost).toEqual(['damaged: : it is cut short, or a header in it is damaged']);
  });

  it('is not led astray by sizes that lie', async () => {
    const bytes = Buffer.from(inFormat('GNU'));
    const header = bytes.subarray(512, 1024);
    header.write('77777777777', 124);
    header.write('        ', 148);
    header.write(
      `${header
        .reduce((total, byte) => total + byte, 0)
        .toString(8)
        .padStart(6, '0')}\0 `,
      148,
    );
    expect((await decoded(bytes)).lost).toEqual(['damaged: : it is cut short']);
  });

  it('gives up at the limit on members', async () => {
    const bytes = made(`
with tarfile.open(sys.argv[1], 'w') as t:
    for n in range(300): put(t, str(n))
`);
    const { layers, lost } = await decoded(bytes, { entries: 200 });
    expect(layers).toHaveLength(200);
    expect(lost).toEqual(['limit: : it holds more than 200 files']);
  });

  it('never hangs or throws on any cut or changed byte', async () => {
    const bytes = inFormat('GNU');
    for (let at = 0; at < bytes.length; at += 7) {
      const changed = Buffer.from(bytes);
      changed[at] ^= 0xff;
      await decoded(changed);
      await decoded(bytes.subarray(0, at));
    }
  });
});

describe.skipIf(!hasTool('ar'))('ar', () => {
  it('gives every member, with long names too', async () => {
    const long = 'a-name-that-does-not-fit-into-sixteen.txt';
    const { texts, lost } = await decoded(
      fileFromShell(`ar rc out short.txt ${long}`, { 'short.txt': 'one', [long]: 'three' }),
    );
    expect(texts).toEqual({ 'ar:short.txt': 'one', [`ar:${long}`]: 'three' });
    expect(lost).toEqual([]);
  });

  it('says where it is cut short', async () => {
    const bytes = fileFromShell('ar rc out a', { a: 'some text' });
    expect((await decoded(bytes.subarray(0, -5))).lost).toEqual(['damaged: : it is cut short']);
  });
});
