import { describe, expect, it } from 'vitest';
import { families } from '../../../../rules/index.ts';
import { KeyBlockFollower } from '../../../../src/detect/key-block-follower.ts';
import type { NamedValue } from '../../../../src/detect/known-forms.ts';
import { shownOf } from '../../../../src/pipeline/masking/hold-back.ts';
import { isLinear } from '../../../support/count-steps.ts';
import { createDetector } from '../../../support/detector.ts';
import { fillTemplate } from '../../../support/fill-template.ts';
import { cutAt, maskAll, maskStream } from '../../../support/mask-run.ts';
import { awsPair, githubToken, harmless } from '../../../support/planted.ts';
import { makeKey } from '../../../support/template-keys.ts';

const { detector } = createDetector({ families });
const { secret: token } = githubToken(7);
const shown = `ghp_…${token.slice(-4)}`;
const mask = (text: string | Buffer, known: readonly NamedValue[] = []) =>
  maskAll([Buffer.from(text)], { detector, known }).toString();
const text = (parts: readonly Buffer[]) => Buffer.concat(parts).toString();

describe('masking lines', () => {
  it('puts the mask in the place of a secret and changes nothing else', () => {
    expect(mask(`a\r\ntoken: ${token}\r\nb\0\n`)).toBe(`a\r\ntoken: ${shown}\r\nb\0\n`);
  });

  it('masks both halves of a pair, whatever a scan makes of them', () => {
    const pair = awsPair(3);
    expect(mask(pair.text)).toBe(`aws_access_key_id = AKIA…\naws_secret_access_key = …${pair.secret.slice(-4)}\n`);
  });

  it('writes a line as soon as it has ended', () => {
    const stream = maskStream({ detector });
    expect(text(stream.push(Buffer.from('one\ntw')))).toBe('one\n');
    expect(text(stream.push(Buffer.from('o\rthree')))).toBe('two\r');
    expect(text(stream.end())).toBe('three');
  });

  it('finds a value by a name on an earlier line that was written long ago', () => {
    const stream = maskStream({ detector });
    const { secret } = awsPair(4);
    stream.push(Buffer.from('aws_secret_access_key:\n'));
    expect(text(stream.push(Buffer.from(`  ${secret}\n`)))).toBe(`  …${secret.slice(-4)}\n`);
  });

  it('shows nothing of lines with more matches than are looked at', () => {
    const many = `${Array.from({ length: 4000 }, (_, at) => githubToken(at).secret).join(' ')}\n`.repeat(3);
    const out = mask(many);
    expect(out.length).toBeLessThan(many.length);
    expect(/[A-Za-z0-9]{12}/.test(out)).toBe(false);
  });

  it('finds what is encoded, in another encoding too, and leaves the rest of that', () => {
    const once = Buffer.from(`a text with ${token} within it`).toString('base64');
    const out = mask(
      `x ${once} y\nx ${Buffer.from(once).toString('base64')} y\nx ${Buffer.from(`the token is ${token}`).toString('hex')} y\n`,
    );
    expect(
      out
        .split('\n')
        .map((line) => line.replace(/(?<=x )[A-Za-z0-9]{4,30}(?=ghp)|(?<=ghp_….{4})[A-Za-z0-9+/=]{1,40}(?= y)/g, '')),
    ).toEqual([`x ${shown} y`, `x ${shown} y`, `x ${shown} y`, '']);
  });

  it('tells each secret to the count, by rule', () => {
    const counted: string[] = [];
    maskAll([Buffer.from(`${token}\n${token} password = "kX9#vLq2zR"\n`)], { detector, counted });
    expect(counted).toEqual(['github-pat-classic', 'github-pat-classic', 'generic-password']);
  });
});

describe('masking with the codes of terminals', () => {
  it.each([
    [`\x1b[31m${token}\x1b[0m x`, `\x1b[31m${shown}\x1b[0m x`],
    [`a\x1b[1m${token}\x1b[0mb`, `a\x1b[1m${shown}\x1b[0mb`],
    [`${token.slice(0, 9)}\x1b[32m${token.slice(9)}\x1b[0m`, `${shown}\x1b[32m\x1b[0m`],
    [
      `\x1b]8;;https://x.example/?t=${token}\x1b\\link\x1b]8;;\x1b\\`,
      `\x1b]8;;https://x.example/?t=${shown}\x1b\\link\x1b]8;;\x1b\\`,
    ],
    ['\x1b[33mwarn\x1b[0m nothing', '\x1b[33mwarn\x1b[0m nothing'],
  ])('keeps them: %j', (line, expected) => {
    expect(mask(`${line}\n`)).toBe(`${expected}\n`);
  });

  it('masks a password that a colour ends, and the colour stays', () => {
    expect(mask('password = kX9#vLq2zR\x1b[0m\n')).toBe('password = …\x1b[0m\n');
  });

  it('is not led past a secret by a code that would swallow its beginning', () => {
    expect(mask(`\x1b[${token}\n`)).not.toContain(token.slice(4, 20));
  });
});

describe('escapes within a line', () => {
  const value = fillTemplate('{hex:40}', 4);
  const slashed = fillTemplate('{alnum:12}/{alnum:27}', 9);

  it.each([
    [`{"url":"https://h.corp/x?a=1\\u0026access_token\\u003d${value}"}`, value],
    [`{"m":"\\u003cb\\u003epassword\\u003d${value}\\u003c"}`, value],
    [`GET /login?next=%2Fa%3Faccess_token%3D${value}%26b%3D1 200`, value],
    [`<p>password=&quot;${value}&quot; &#x61;</p>`, value],
    [`\\x70assword=${value} `, value],
    [`{"m":"to\\u006ben: ${token.replace('_', '\\u005f')}"}`, token.slice(4)],
    [`"aws_secret_access_key": "${slashed.replace('/', '\\/')}"`, slashed.slice(13)],
  ])('are undone: %j', (line, secret) => {
    const out = mask(`one\n${line}\ntwo ${line}\n`);
    expect(line).toContain(secret);
    expect(out).not.toContain(secret.slice(0, 12));
    expect(out).toMatch(/^one\n/);
    expect(out.split('\n').length).toBe(4);
  });

  it('are left as they are beside a secret', () => {
    expect(mask(`{"q":"a\\u003db \\u0026 access_token\\u003d${value}\\u0026z"}\n`)).toBe(
      `{"q":"a\\u003db \\u0026 access_token\\u003d…${value.slice(-4)}\\u0026z"}\n`,
    );
  });

  it('are undone in what is encoded', () => {
    const encoded = Buffer.from(`{"m":"hello \\u003cb\\u003e password\\u003d${value}"}`).toString('base64');
    expect(mask(`x ${encoded} y\n`)).not.toContain(encoded.slice(-30, -8));
  });

  it('take linear work, however many there are', async () => {
    for (const sign of ['\\u0041', '%41', '&#65;', '\\/', '&amp;', '\\x41', '%41\\u0041&#65;\n'])
      expect(await isLinear((count) => mask(sign.repeat(count)), 3000)).toBe(true);
  });
});

describe('a pause within a line', () => {
  const afterPause = (line: string, known: readonly NamedValue[] = []) => {
    const stream = maskStream({ detector, known });
    stream.push(Buffer.from(line));
    return text(stream.idle());
  };

  it.each([
    'Password: ',
    'Password:',
    '$ ',
    'mysql> ',
    'Continue? [y/N]',
    'Are you sure (yes/no)? ',
    "Enter passphrase for key '/root/.ssh/id_ed25519': ",
    'root@build-host:~# ',
  ])('shows a prompt whole: %j', (prompt) => {
    expect(afterPause(prompt)).toBe(prompt);
  });

  it('holds back a word that may go on, and an open quote', () => {
    expect(afterPause(`token ${token.slice(0, 12)}`)).toBe('token ');
    expect(afterPause('password = "two words')).toBe('password = ');
    expect(afterPause('secret=abcdefgh:')).toBe('');
  });

  it('masks what is whole already, and the rest when it comes', () => {
    const stream = maskStream({ detector });
    stream.push(Buffer.from(`got ${token} and ${token.slice(0, 15)}`));
    expect(text(stream.idle())).toBe(`got ${shown} and `);
    expect(text(stream.push(Buffer.from(`${token.slice(15)}\n`)))).toBe(`${shown}\n`);
  });

  it('shows of a secret that is cut where a short word ends no more than that word', () => {
    for (let at = 1; at < token.length; at++) {
      const stream = maskStream({ detector });
      const out = [...stream.push(Buffer.from(`token ${token.slice(0, at)}`)), ...stream.idle()];
      out.push(...stream.push(Buffer.from(`${token.slice(at)}\n`)), ...stream.end());
      const rest = text(out)
        .replace(shown, '')
        .replace(`…${token.slice(-4)}`, '');
      expect(rest.replace(/^token /, '').trim().length).toBeLessThanOrEqual(5);
    }
  });

  it('takes linear work on a long word, ended or not', () => {
    const word = 'a'.repeat(2_000_000);
    for (const tail of [`${word} `, word, `x ${word}: `, `"${word}`])
      expect(shownOf(tail)).toBeLessThanOrEqual(tail.length);
    expect(shownOf(`${word} `)).toBe(2_000_001);
  });

  it('holds back what a known value may begin with', () => {
    const known = [{ name: 'PHRASE', value: 'some words nobody says' }];
    expect(afterPause('he said some words ', known)).toBe('he said ');
    expect(afterPause('he said something ', known)).toBe('he said something ');
  });

  it('masks what is whole by place, however it was found', () => {
    const known = [{ name: 'PHRASE', value: 'some words nobody says' }];
    expect(afterPause(`he said some words nobody says, and ${token} then `, known)).toBe(
      `he said [PHRASE], and ${shown} then `,
    );
  });

  it('shows nothing of a key block', () => {
    const stream = maskStream({ detector });
    const block = makeKeyText();
    stream.push(Buffer.from(block.slice(0, 80)));
    expect(text(stream.idle())).toBe('');
  });

  it.each([' ', '\\n', '", "'])('shows nothing of a key block on one line, parted by %j', (between) => {
    const lines = makeKeyText().trim().split('\n').join(between);
    const header = '-----BEGIN RSA PRIVATE KEY-----';
    for (const at of [header.length + 1, 60, 200, lines.length - 40])
      expect(header).toContain(afterPause(`KEY='${lines.slice(0, at)}${between} `).replace('KEY=', ''));
    const count = 'Private-Lines: 1';
    expect(count).toContain(afterPause(`${count}${between}${lines.slice(50, 120)} `));
  });

  it.each(['\xa0', '\x85', '\x0b'])('takes %j, which is half of a letter in UTF-8, for no end of a word', (byte) => {
    const tail = `it is ${token.slice(0, 20)}${byte}`;
    expect(shownOf(tail)).toBe(byte === '\x0b' ? tail.length : 'it is '.length);
  });

  it('holds back what an open quote holds where the last byte is a backslash', () => {
    expect(afterPause('password = "two words\\')).toBe('password = ');
    expect(afterPause('a = "b" password: "two \\" words ')).toBe('a = "b" password: ');
    expect(afterPause(`a = "b \\\\" then ${'x'.repeat(9)} `)).toBe(`a = "b \\\\" then ${'x'.repeat(9)} `);
  });
});

const makeKeyText = () => fillTemplate('{pem:rsa}', 5);

describe('key blocks', () => {
  const block = makeKeyText();
  const body = block
    .split('\n')
    .slice(1, -1)
    .filter((line) => line.length > 20);

  it.each([1, 7, 64, 1000])('masks each line of one that comes in pieces of %i bytes', (size) => {
    const bytes = Buffer.from(`before\n${block}\nafter\n`);
    const places = Array.from({ length: Math.floor(bytes.length / size) }, (_, at) => at * size);
    const out = maskAll(cutAt(bytes, places), { detector }).toString();
    for (const line of body) expect(out).not.toContain(line.slice(0, 8));
    expect(out).toMatch(/^before\n-----BEGIN RSA PRIVATE KEY-----\n(?:…\n)+-----END RSA PRIVATE KEY-----\nafter\n$/);
  });

  it.each(['2026-11-25T10:00:00Z web_1 | ', '\x1b[36mweb_1 | \x1b[0m', '[pod/db] '])(
    'masks one behind %j on each line',
    (lead) => {
      const out = mask(`${block.trim().replace(/^/gm, lead)}\n${lead}after all is said\n`);
      for (const line of body) expect(out).not.toContain(line.slice(0, 8));
      expect(out).toContain(`${lead}after all is said`);
    },
  );

  it('masks one in a string of JSON', () => {
    const out = mask(`{"key":${JSON.stringify(block)},"next":"value"}\n`);
    for (const line of body) expect(out).not.toContain(line.slice(0, 8));
    expect(out).toContain('"next":"value"}\n');
  });

  it('follows one that never ends as long as it looks like one, and then no longer', () => {
    const endless = `-----BEGIN PRIVATE KEY-----\n${`${body[0]}\n`.repeat(20_000)}`;
    const counted: string[] = [];
    const after = harmless(30);
    const out = maskAll([Buffer.from(endless + after)], { detector, counted }).toString();
    expect(out).not.toContain(body[0].slice(0, 8));
    expect(counted.length).toBeGreaterThanOrEqual(20_000);
    expect(out).toContain(after.slice(after.indexOf('line 12 ')));
  });
});

describe('key blocks that never end', () => {
  it('take linear work, however many there are', async () => {
    const blocks = [
      `-----BEGIN PRIVATE KEY-----\n${'a\n'.repeat(9)}`,
      'Private-Lines: 1\nx\n',
      `-----BEGIN PRIVATE KEY-----\n${'a\n'.repeat(9)}Private-Lines: 1\nx\n`,
    ];
    for (const block of blocks) {
      const work = (count: number) => {
        const bytes = Buffer.from(block.repeat(count));
        return new KeyBlockFollower().follow(bytes, 0, bytes.length);
      };
      expect(await isLinear(work, 300)).toBe(true);
    }
  });
});

describe('a key on a line without end', () => {
  it.each([
    '-----BEGIN RSA PRIVATE KEY-----',
    '-----BEGIN ENCRYPTED PRIVATE KEY-----',
    '-----BEGIN PGP PRIVATE KEY BLOCK-----',
    '-----BEGIN OpenVPN Static key V1-----',
    '---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----',
  ])('is hidden wherever its header is cut by a piece: %s', (header) => {
    const body = Array.from({ length: 600 }, (_, at) => fillTemplate('{alnum:64}', at)).join('\\n');
    // What is behind the border is looked at with what comes next.
    const [first, behind] = [80_000, 24 * 1024];
    for (let cut = 0; cut <= header.length; cut++) {
      const before = 'lorem ipsum '.repeat(7000).slice(0, first - behind - cut - 1);
      const text = `${before}"${header}\\n${body}`;
      const out = maskAll(cutAt(Buffer.from(text), [first, first + 10_000]), { detector }).toString();
      expect(/[A-Za-z0-9]{17}/.exec(out)?.[0]).toBeUndefined();
    }
  });
});

describe('a line without end', () => {
  const filler = 'lorem ipsum dolor sit amet, '.repeat(200);
  const parts = Array.from({ length: 60 }, (_, at) => `${filler}${githubToken(at).secret} `);
  const bytes = Buffer.from(parts.join(''));

  it('is masked in pieces, the same for every size of them', () => {
    const whole = maskAll([bytes], { detector });
    for (const size of [511, 4096, 65_536]) {
      const places = Array.from({ length: Math.floor(bytes.length / size) }, (_, at) => at * size);
      expect(maskAll(cutAt(bytes, places), { detector }).equals(whole)).toBe(true);
    }
    expect(whole.toString().match(/ghp_…/g)).toHaveLength(parts.length);
  });

  it('is written on while it comes', () => {
    const stream = maskStream({ detector });
    let pending = 0;
    for (let at = 0; at < bytes.length; at += 10_000) {
      const piece = bytes.subarray(at, at + 10_000);
      const written = Buffer.concat(stream.push(piece)).length;
      pending += piece.length - written;
      // Masks are shorter than secrets: some bytes less come out, and no more than the window is held.
      expect(pending).toBeLessThan(100_000);
    }
  });
});

describe('known values', () => {
  const value = `p/w+"d'&<é> z9`;
  const known = [{ name: 'DB_PASSWORD', value }];
  const base64 = (before: string, after: string) => Buffer.from(before + value + after).toString('base64');

  it.each([
    ['as it is', value],
    ['URL-encoded', encodeURIComponent(value)],
    ['form-encoded', new URLSearchParams({ x: value }).toString().slice(2)],
    [
      'with every byte encoded',
      [...Buffer.from(value)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join(''),
    ],
    ['in JSON', JSON.stringify(value).slice(1, -1)],
    ['in JSON within JSON', JSON.stringify(JSON.stringify(value)).slice(3, -3)],
    ['in hex', Buffer.from(value).toString('hex')],
    ['in HEX', Buffer.from(value).toString('hex').toUpperCase()],
    ['in single quotes of a shell', value.replaceAll("'", "'\\''")],
    ['in double quotes of a shell', value.replace(/["\\$`]/g, '\\$&')],
    [
      'in HTML',
      value
        .replaceAll('&', '&amp;')
        .replaceAll('<', '&lt;')
        .replaceAll('>', '&gt;')
        .replaceAll('"', '&quot;')
        .replaceAll("'", '&#39;'),
    ],
  ])('are found %s', (_, form) => {
    expect(mask(`x ${form} y\n`, known)).toBe('x [DB_PASSWORD] y\n');
  });

  it.each([
    ['', ''],
    ['a', 'z'],
    ['us', 'erx'],
    ['user:', ''],
    ['{"a":1,"p":"', '","q":22}'],
  ])('are found in base64 between %j and %j', (before, after) => {
    const text = base64(before, after);
    const out = mask(`Authorization: Custom ${text} done\n`, known);
    expect(out).toContain('[DB_PASSWORD]');
    // What is left of the text, decoded at any of the four places, holds no four characters of the value in a row.
    const left = out.slice('Authorization: Custom '.length, -' done\n'.length).split('[DB_PASSWORD]');
    for (const part of left)
      for (let skip = 0; skip < 4; skip++)
        expect(Buffer.from(part.slice(skip), 'base64').toString('latin1')).not.toMatch(/p\/w\+|w\+"d|"d'&|> z9/);
  });

  it('of several lines are found line by line', () => {
    const pem = makeKey('pkcs8', (alphabet, length) => alphabet.slice(0, 1).repeat(length));
    const lines = pem.split('\n').filter((line) => line.length >= 16 && !line.startsWith('---'));
    const out = mask(`${lines.map((line) => `x ${line} y`).join('\n')}\n`, [{ name: 'KEY', value: pem }]);
    expect(out).toBe(`${lines.map(() => 'x [KEY] y').join('\n')}\n`);
  });

  it('are found over the border of two pieces, and with a colour within', () => {
    const bytes = Buffer.from(`a ${value} b\n`);
    for (let at = 1; at < bytes.length; at++)
      expect(maskAll(cutAt(bytes, [at]), { detector, known }).toString()).toBe('a [DB_PASSWORD] b\n');
    expect(mask(`a ${value.slice(0, 4)}\x1b[1m${value.slice(4)} b\n`, known)).toBe('a [DB_PASSWORD]\x1b[1m b\n');
  });
});
