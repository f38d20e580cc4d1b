// Messages written by Python's email, mailboxes by its mailbox, and messages that are none.
import { describe, expect, it } from 'vitest';
import { formatOf } from '../../../src/decode/file-format.ts';
import { decoded } from '../../support/decoded.ts';
import { fileFromPython, hasPython } from '../../support/python.ts';

const made = (script: string) =>
  fileFromPython(`
import email.policy, mailbox, io, zipfile
from email.message import EmailMessage
def message(body='a body', **more):
    m = EmailMessage()
    m['From'] = 'a@example.org'; m['To'] = 'b@example.org'; m['Subject'] = 'something'; m['Date'] = 'Mon, 01 Jan 2024 00:00:00 +0000'
    m.set_content(body, **more)
    return m
def write(m): open(sys.argv[1], 'wb').write(m.as_bytes())
${script}`);

/** Texts of the layers and the lines on which they stand in the message. */
async function found(bytes: Buffer, word: string) {
  const { layers } = await decoded(bytes);
  return layers.flatMap(({ bytes: text, via, back }) => {
    const at = text.indexOf(word);
    if (at < 0) return [];
    const place = back?.spanOf(at, at + word.length);
    const line = place && bytes.toString('latin1', 0, place.start).split('\n').length;
    return [{ via: via.join(' > '), ...(place && { line, there: bytes.toString('latin1', place.start, place.end) }) }];
  });
}

describe.skipIf(!hasPython)('mail', () => {
  it('tells a word in header and body by its line', async () => {
    const bytes = made(`m = message('one\\ntwo here\\n'); m['X-Token'] = 'there'; write(m)`);
    expect(await found(bytes, 'here')).toEqual([
      { via: '', line: 8, there: 'here' },
      { via: '', line: 11, there: 'here' },
    ]);
  });

  it('undoes quoted-printable, and knows the place', async () => {
    const bytes = made(`write(message('grün ' * 30 + 'a=b password', cte='quoted-printable'))`);
    const [{ there, line }] = await found(bytes, 'a=b password');
    expect(there?.replace('=\n', '')).toBe('a=3Db password');
    expect(line).toBeGreaterThan(8);
  });

  it('undoes base64 and charsets', async () => {
    const bytes = made(`write(message('grün und ein wort', cte='base64', charset='iso-8859-1'))`);
    expect((await found(bytes, 'grün und ein wort')).map(({ via }) => via)).toEqual(['body']);
  });

  it('reads encoded words', async () => {
    const bytes = made(`m = message(); del m['Subject']; m['Subject'] = 'später ' * 12 + 'wort'; write(m)`);
    expect((await found(bytes, 'später wort')).map(({ via }) => via)).toEqual(['header, decoded']);
  });

  it('decodes attachments, also archives and messages, under their names', async () => {
    const bytes = made(`
m = message('see below')
m.add_alternative('<b>see</b> below', subtype='html')
z = io.BytesIO()
with zipfile.ZipFile(z, 'w') as a: a.writestr('app/.env', 'in the archive')
m.add_attachment(z.getvalue(), maintype='application', subtype='zip', filename='später ' * 12 + '.zip')
m.add_attachment('text of a file', filename='notes.txt')
m.add_attachment(message('the inner one'))
write(m)`);
    const { texts, lost } = await decoded(bytes);
    expect(texts[`attachment ${'später '.repeat(12)}.zip > zip:app/.env`]).toBe('in the archive');
    expect(texts['attachment notes.txt']).toBe('text of a file\n');
    expect((await found(bytes, '<b>see')).map(({ via }) => via)).toEqual(['part 1.2']);
    expect((await found(bytes, 'the inner one'))[0].via).toMatch(/^part 4 \(message\/rfc822\)/);
    expect(lost).toEqual([]);
  });

  it('reads each message of a mailbox', async () => {
    const bytes = made(`
b = mailbox.mbox(sys.argv[1])
for n in range(3): b.add(message(f'body {n}', cte='base64'))
b.flush()`);
    for (const n of [0, 1, 2])
      expect((await found(bytes, `body ${n}`)).map(({ via }) => via)).toEqual([`message ${n + 1}`]);
  });

  it('says of an encrypted message that it is', async () => {
    const bytes = made(`
m = message(); m.replace_header('Content-Type', 'application/pkcs7-mime'); m.set_param('smime-type', 'enveloped-data'); write(m)`);
    expect((await decoded(bytes)).lost).toEqual(['encrypted: : it is encrypted']);
  });

  it('takes multiparts in multiparts up to a limit', async () => {
    const nest = (depth: number): string =>
      depth === 0
        ? '\n\ndeep'
        : `Content-Type: multipart/mixed; boundary=b${depth}\n\n--b${depth}\n${nest(depth - 1)}\n--b${depth}--\n`;
    const text = `From: a\nTo: b\nSubject: c\nDate: d\n${nest(40)}`;
    expect((await decoded(Buffer.from(text))).lost).toEqual(['limit: : its parts lie more than 32 deep in each other']);
  });

  it('gives all of what only looks like a message', async () => {
    for (const text of [
      'From: a\nTo: b\nSubject: no end of the header',
      'From: a\nTo: b\nSubject: c\nContent-Type: multipart/mixed; boundary=x\n\nno part here',
      'From: a\nTo: b\nSubject: c\nContent-Type: multipart/mixed; boundary=x\n\n--x\n\nnever ended here',
    ]) {
      const { layers, lost } = await decoded(Buffer.from(text));
      const all = layers.map(({ bytes }) => bytes.toString()).join('\n');
      expect(all).toContain('Subject');
      expect(all).toContain(text.slice(-8));
      expect(lost).toEqual([]);
    }
  });
});

it.each([
  'From a@example.org Mon Jan  1 00:00:00 2024\n',
  ...['Return-Path', 'Received', 'Delivered-To', 'MESSAGE-ID', 'MIME-Version', 'From', 'Date', 'Subject', 'To'].map(
    (name) => `${name}: x\n`,
  ),
  'DKIM-Signature: x\n',
  'X-Mailer: x\n',
  'Xref: x\n',
  'Fix: x\n',
])('takes what begins with %j for a message, or not', (start) => {
  const bytes = Buffer.from(`${start}From: a\nTo: b\nSubject: c\n\ntext\n`);
  expect(formatOf(bytes)).toBe(/^(?:Xref|Fix)/.test(start) ? null : 'mail');
});
