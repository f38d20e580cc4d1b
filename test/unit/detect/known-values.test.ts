import { describe, expect, it } from 'vitest';
import { knownValueRules, knownValuesIn, knownValuesInJson } from '../../../src/detect/known-values.ts';
import { createDetector } from '../../support/detector.ts';
import { fillTemplate } from '../../support/fill-template.ts';

const values = (text: string) => knownValuesIn(text, '.env').map(({ variable, value }) => `${variable}=${value}`);
const random = fillTemplate('{alnum:24}', 1);
const typed = 'Tr0ub4dor&3-bikes';

describe('the values of a .env', () => {
  it('that are worth looking for: secrets by name, values drawn at random, passwords in URLs', () => {
    const text = [
      `DB_PASSWORD=${typed}`,
      `export API_TOKEN="${random}" # ours`,
      `UNNAMED_THING='${random}x'`,
      `DATABASE_URL=postgres://app:${typed}@db.internal:5432/app`,
    ].join('\n');
    expect(values(text)).toEqual([
      `DB_PASSWORD=${typed}`,
      `API_TOKEN=${random}`,
      `UNNAMED_THING=${random}x`,
      `DATABASE_URL=${typed}`,
    ]);
  });

  it.each([
    ['short', 'DB_PASSWORD=s3cr3t'],
    ['a word', 'ADMIN_PASSWORD=administrator'],
    ['a switch', 'AUTH_ENABLED=true'],
    ['a port', 'TOKEN_PORT=8080'],
    ['a number', 'KEY_COUNT=1234567890'],
    ['a URL without a password', 'AUTH_URL=https://login.example.org/oauth/authorize'],
    ['a default pair', 'DATABASE_URL=postgres://postgres:postgres@localhost/app'],
    ['a host', 'AUTH_HOST=auth.internal.example.org'],
    ['a mail address', 'SECRET_CONTACT=somebody@example.org'],
    ['a path', 'KEY_FILE=/run/secrets/server.key'],
    ['a placeholder', 'API_KEY=your-api-key-here'],
    ['a reference', `API_KEY=$${'{OTHER_KEY}'}`],
    ['a name of the program', 'APP_NAME=my-wonderful-application'],
    ['one character over and over', 'DB_PASSWORD=aaaaaaaaaaaa'],
    ['several words with blanks', 'SECRET_HINT="the name of my first cat"'],
    ['an empty value', 'DB_PASSWORD='],
    ['a comment', `#DB_PASSWORD=${random}`],
  ])('that are not: %s', (_, text) => {
    expect(values(text)).toEqual([]);
  });

  it('of a credential file that it names', () => {
    const json = JSON.stringify({ type: 'service_account', client_secret: random, project: 'my-project', count: 3 });
    expect(knownValuesInJson(json, 'sa.json')).toEqual([{ value: random, variable: 'client_secret', file: 'sa.json' }]);
    expect(knownValuesInJson('{', 'sa.json')).toEqual([]);
    expect(knownValuesInJson('[1]', 'sa.json')).toEqual([]);
    expect(knownValuesInJson('null', 'sa.json')).toEqual([]);
  });
});

describe('the rules made of them', () => {
  const rules = knownValueRules(knownValuesIn(`DB_PASSWORD=${typed}\nTOKEN=${random}\n`, '.env'));
  const { detect } = createDetector({ families: [{ id: 'known', rules }] });

  it('find the value in any syntax, name its variable, and show nothing of it', () => {
    for (const text of [typed, `"${typed}"`, `x:${typed};`, `('${typed}')`, `?p=${typed}&`, `\n${typed}\n`]) {
      const [candidate, ...more] = detect(text);
      expect(more).toEqual([]);
      expect(candidate.rule.title).toBe('The value of DB_PASSWORD in your .env');
      expect(candidate.secret.mask).toBe('…');
      expect(candidate.confidence).toBe('high');
    }
  });

  it('do not find it in another case, inside a longer word, or cut short', () => {
    for (const text of [typed.toLowerCase(), `${random}abc`, `abc${random}`, random.slice(0, -1), random.toUpperCase()])
      expect(detect(text)).toEqual([]);
  });

  it('take values with characters that mean something to a pattern', () => {
    const odd = '(a+)+$[x]{2}\\d|^.*?/-#';
    const own = knownValueRules([{ value: odd, variable: 'PASSWORD', file: '.env' }]);
    const found = createDetector({ families: [{ id: 'known', rules: own }] }).detect(`p = '${odd}'`);
    expect(found.map(({ secretStart, secretEnd }) => secretEnd - secretStart)).toEqual([odd.length]);
  });

  it('are bounded in number', () => {
    const many = Array.from({ length: 5000 }, (_, at) => ({
      value: fillTemplate('{alnum:20}', at),
      variable: 'V',
      file: '.env',
    }));
    expect(knownValueRules(many).length).toBe(256);
  });
});
