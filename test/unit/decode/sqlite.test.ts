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

/** The log that a connection leaves while it is open. */
const log = (script: string) =>
  fileFromPython(`
import sqlite3, shutil
c = sqlite3.connect('app.db', isolation_level=None)
c.execute('PRAGMA page_size=1024'); c.execute('PRAGMA journal_mode=WAL'); c.execute('PRAGMA wal_autocheckpoint=0')
${script}
shutil.copy('app.db-wal', sys.argv[1])`);

describe.skipIf(!pythonHas('sqlite3'))('write-ahead logs of sqlite', () => {
  it('give rows under table and column where the log holds the schema, also rows that were deleted', async () => {
    const { found, lost } = await cells(
      log(`
c.execute('CREATE TABLE users (name TEXT, password TEXT)')
c.execute("INSERT INTO users VALUES ('anna', 'first word')")
c.execute("UPDATE users SET password = 'second word, which is longer'")
c.execute("INSERT INTO users VALUES ('bert', ?)", ('long ' * 1000 + 'end',))
c.execute("INSERT INTO users VALUES ('carl', 'deleted word')")
c.execute("DELETE FROM users WHERE name = 'carl'")`),
    );
    expect(found).toMatchObject({
      'table users row 1 column password': 'password=second word, which is longer',
      'table users row 2 column password': `password=${'long '.repeat(1000)}end`,
    });
    const older = Object.entries(found).filter(([step]) => step.includes('in frame'));
    const texts = older.map(([, text]) => text).join('\n');
    expect(texts).toContain('2=first word');
    expect(texts).toContain('2=deleted word');
    // What stands in frame after frame is told once.
    expect(texts).not.toContain('second word');
    expect(lost).toEqual([]);
  });

  it('give rows by number where they hold no schema, and are cut short', async () => {
    const bytes = log(`
c.execute('CREATE TABLE users (name TEXT, password TEXT)')
c.execute('PRAGMA wal_checkpoint(TRUNCATE)')
c.execute("INSERT INTO users VALUES ('anna', 'a word')")
c.execute("INSERT INTO users VALUES ('bert', ?)", ('long ' * 100 + 'end',))`);
    const { found, lost } = await cells(bytes.subarray(0, -100));
    const [[step, text]] = Object.entries(found).filter(([, value]) => value.includes('a word'));
    expect([step, text]).toEqual(['table of page 2 in frame 1 row 1 column 2', '2=a word']);
    expect(lost).toEqual([]);
  });

  it('are refused where they are none', async () => {
    const { lost } = await decoded(Buffer.concat([Buffer.from('377f0682', 'hex'), Buffer.alloc(60)]));
    expect(lost).toEqual(['damaged: : its header is damaged or cut short']);
  });
});

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
