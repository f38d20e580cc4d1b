import { describe, expect, it } from 'vitest';
import { namedValuesIn } from '../../../src/detect/named-values.ts';

const valuesOf = (text: string, file = '.env') =>
  Object.fromEntries(namedValuesIn(text, file).values.map(({ name, value }) => [name, value]));

describe('values of an env file', () => {
  it('are read in every quoting, over lines too', () => {
    const text = [
      '# a comment',
      'DB_PASSWORD=correct horse battery  # staple',
      "export API_TOKEN='kX9#vL q2'",
      'APP_SECRET="a\\"b\\nc-long"',
      'SIGNING_KEY="-----BEGIN X-----\nline one of it\n-----END X-----"',
      '',
    ].join('\n');
    expect(valuesOf(text)).toMatchObject({
      DB_PASSWORD: 'correct horse battery',
      API_TOKEN: 'kX9#vL q2',
      SIGNING_KEY: '-----BEGIN X-----\nline one of it\n-----END X-----',
    });
    expect(
      namedValuesIn(text, '.env')
        .values.filter(({ name }) => name === 'APP_SECRET')
        .map(({ value }) => value),
    ).toEqual(['a"b\nc-long', 'a\\"b\\nc-long']);
  });

  it('are left out where they are no secret', () => {
    const text =
      'NODE_ENV=production\nPORT=3000\nKEY_FILE=/etc/x.pem\nAUTH_URL=https://x.example/login\nPASSWORD_RESET=true\n';
    expect(namedValuesIn(text, '.env')).toEqual({ values: [], tooShort: [] });
  });

  it('of a URL are its password, as written and decoded', () => {
    const { values } = namedValuesIn('DATABASE_URL=postgres://app:p%40ss-w0rd@db/x\n', '.env');
    expect(values.map(({ value }) => value)).toEqual(['p%40ss-w0rd', 'p@ss-w0rd']);
  });

  it('are named where they are too short to be looked for', () => {
    expect(namedValuesIn('DB_PASSWORD=abc\n', '.env')).toEqual({ values: [], tooShort: ['DB_PASSWORD'] });
  });
});

describe('values of other files', () => {
  it('are read from JSON at any depth', () => {
    expect(valuesOf('{"db":{"password":"hush-hush","host":"x"},"tokens":["first-one"]}', 'creds.json')).toEqual({
      password: 'hush-hush',
      tokens: 'first-one',
    });
  });

  it('are read from lines of YAML', () => {
    expect(valuesOf('db:\n  password: hush-hush\n  name: app\n  - token: "a-b-c-d" # x\n', 'values.yaml')).toEqual({
      password: 'hush-hush',
      token: 'a-b-c-d',
    });
  });

  it('are read as an env file where a .json is none', () => {
    expect(valuesOf('DB_PASSWORD=hush-hush\n', 'x.json')).toEqual({ DB_PASSWORD: 'hush-hush' });
  });
});

describe('a large file', () => {
  it('is read in linear work, whatever blanks and quotes it holds', () => {
    const blanks = ' '.repeat(300_000);
    for (const file of ['.env', 'x.yml'])
      for (const text of [
        `PASSWORD=a${blanks}b`,
        `password: a${blanks}b`,
        `PASSWORD="a"${blanks}b`,
        `password: 'a'${blanks}b`,
      ])
        expect(namedValuesIn(`${text}\nTOKEN: hush-hush\nTOKEN=hush-hush\n`, file).values.length).toBeGreaterThan(0);
  });

  it('of JSON is read whole: one object with more fields than a call takes arguments', () => {
    const fields = Array.from({ length: 200_000 }, (_, at) => [`password${at}`, `kX9vLq2zR${at}`]);
    expect(namedValuesIn(JSON.stringify(Object.fromEntries(fields)), 'known.json').values.length).toBe(200_000);
  });
});
