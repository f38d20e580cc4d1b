// Databases written by Python's sqlite3, in each of the forms that pages have.
import { describe, expect, it } from 'vitest';
import { decoded } from '../../support/decoded.ts';
import { fileFromPython, pythonHas } from '../../support/python.ts';

const made = (script: string) =>
  fileFromPython(`
import sqlite3, gzip
def db(*first):
    c = sqlite3.connect(sys.argv[1], isolation_level=None)
    for s in first: c.execute(s)
    return c
${script}`);

/** Texts of the cells, by the step that a finding there has. */
async function cells(bytes: Buffer) {
  const { layers, lost, texts } = await decoded(bytes);
  const found: Record<string, string> = {};
  for (const { bytes: text, stepAt } of layers)
    for (let at = 0; stepAt && at < text.length; at = text.indexOf(10, at) + 1) {
      found[stepAt(at)] = `${found[stepAt(at)] ?? ''}${text.toString('utf8', at, text.indexOf(10, at))}`;
    }
  return { found, lost, texts };
}

describe.skipIf(!pythonHas('sqlite3'))('sqlite', () => {
  it.each(['UTF-8', 'UTF-16le', 'UTF-16be'])('gives each text under table, row and column, in %s', async (encoding) => {
    const { found, lost } = await cells(
      made(`
c = db("PRAGMA encoding='${encoding}'", """CREATE TABLE users ("user name" TEXT, id INTEGER, [pass,word] TEXT CHECK(length([pass,word]) > 2), -- a, b
  note BLOB, PRIMARY KEY (id))""")
c.execute("INSERT INTO users VALUES ('grün', 3, 'secret', x'41424300')")
c.execute("INSERT INTO users VALUES ('b', 70000, NULL, 1.5)")
`),
    );
    expect(found).toMatchObject({
      'table users row 3 column user name': 'user name=grün',
      'table users row 3 column pass,word': 'pass,word=secret',
      'table users row 3 column note': 'note=ABC\0',
      'table users row 70000 column user name': 'user name=b',
    });
    expect(found['table sqlite_schema row 1 column sql']).toContain('CREATE TABLE users');
    expect(lost).toEqual([]);
  });

  it('reads trees of many pages, values over many pages, and what a blob holds', async () => {
    const bytes = made(`
c = db('PRAGMA page_size=512', 'CREATE TABLE t (v TEXT, b BLOB)', 'CREATE INDEX i ON t (v)', 'CREATE TABLE w (k TEXT PRIMARY KEY, v TEXT) WITHOUT ROWID')
c.execute('BEGIN')
for n in range(5000): c.execute('INSERT INTO t VALUES (?, NULL)', (f'value {n}',))
c.execute('INSERT INTO t VALUES (?, ?)', ('long ' * 4000 + 'end', gzip.compress(b'packed')))
for n in range(300): c.execute('INSERT INTO w VALUES (?, ?)', (f'key {n}', 'w' * 900 + str(n)))
c.execute('COMMIT')
`);
    const { found, lost, texts } = await cells(bytes);
    expect(found['table t row 1 column v']).toBe('v=value 0');
    expect(found['table t row 5000 column v']).toBe('v=value 4999');
    expect(found['table t row 5001 column v']).toBe(`v=${'long '.repeat(4000)}end`);
    expect(texts['table t row 5001 column b > gzip']).toBe('packed');
    expect(found['table w row 0 column v']).toContain('w299');
    expect(lost).toEqual([]);
  });

  it('finds what deleted rows left behind', async () => {
    const bytes = made(`
c = db('PRAGMA secure_delete=off', 'PRAGMA page_size=512', 'CREATE TABLE t (v TEXT)', 'CREATE TABLE gone (v TEXT)')
for n in range(9): c.execute('INSERT INTO t VALUES (?)', ('row %d of the table' % n,))
for n in range(200): c.execute('INSERT INTO gone VALUES (?)', ('a dropped value %d' % n,))
c.execute('DELETE FROM t WHERE rowid = 4')
c.execute('DROP TABLE gone')
`);
    const { layers } = await decoded(bytes);
    const all = layers.map((layer) => layer.bytes.toString('latin1')).join('\n');
    expect(all).toContain('row 3 of the table');
    expect(all).toContain('a dropped value 150');
  });

  it('says of a damaged one that it is, and gives the rest', async () => {
    const bytes = made(`
c = db('PRAGMA page_size=512', 'CREATE TABLE a (v TEXT)', 'CREATE TABLE b (v TEXT)')
for n in range(50): c.execute('INSERT INTO a VALUES (?)', (f'a {n}',)); c.execute('INSERT INTO b VALUES (?)', (f'b {n}',))
`);
    const changed = Buffer.from(bytes);
    changed.fill(0xff, 512, 520);
    const { found, lost } = await cells(changed);
    expect(lost).toEqual(['damaged: : a page or a row in it is damaged']);
    expect(found['table b row 9 column v']).toBe('v=b 8');
    expect((await decoded(bytes.subarray(0, 700))).lost).toEqual(['damaged: : a page or a row in it is damaged']);
    expect((await decoded(bytes.subarray(0, 60))).lost).toEqual(['damaged: : its header is damaged or cut short']);
  });

  it('never hangs or throws on changed bytes', async () => {
    const bytes = made(`
c = db('PRAGMA page_size=512', 'CREATE TABLE a (v TEXT)')
for n in range(200): c.execute('INSERT INTO a VALUES (?)', (f'value {n}' * 9,))
`);
    for (let at = 0; at < bytes.length; at += 149) {
      const changed = Buffer.from(bytes);
      changed[at] ^= 0xff;
      await decoded(changed);
    }
  });
});
