import { describe, expect, it } from 'vitest';
import { pathClass } from '../../../src/decide/path-class.ts';

describe('pathClass', () => {
  it.each([
    '.env',
    'app/.env',
    '.env.local',
    '.env.production',
    '.env.staging.local',
    '.envrc',
    'config/prod.env',
    '.dev.vars',
    '.flaskenv',
    'win\\dir\\.env',
    '.ENV',
  ])('takes %s for a real .env', (path) => {
    expect(pathClass(path)).toBe('env');
  });

  it.each([
    '.env.example',
    '.env.sample',
    '.env.template',
    '.env.dist',
    '.env.defaults',
    '.env.default',
    '.env.schema',
    '.env.test.example',
    'env.example',
    'example.env',
    '.env.vault',
    '.env.local.template',
    'environment.ts',
    'src/env.ts',
  ])('does not take %s for one', (path) => {
    expect(pathClass(path)).not.toBe('env');
  });

  it.each([
    ['package-lock.json', 'lock'],
    ['sub/yarn.lock', 'lock'],
    ['go.sum', 'lock'],
    ['dist/app.min.js', 'bundle'],
    ['vendor/lib/x.go', 'bundle'],
    ['app.js.map', 'bundle'],
    ['test/login.py', 'test'],
    ['src/login.test.ts', 'test'],
    ['pkg/fixtures/a.yml', 'test'],
    ['README.md', 'prose'],
    ['docs/setup.yml', 'prose'],
    ['_build/_sources/config.rst.txt', 'prose'],
    ['CHANGES', 'prose'],
    ['locales/de.json', 'translation'],
    ['po/de.po', 'translation'],
    ['src/messages_de.properties', 'translation'],
    ['app/src/main/res/values-de/strings.xml', 'translation'],
    ['notebooks/train.ipynb', 'plain'],
    ['config/database.yml', 'settings'],
    ['deploy.sh', 'settings'],
    ['src/latest.ts', 'plain'],
    ['src/contest/main.go', 'plain'],
  ])('calls %s %s', (path, expected) => {
    expect(pathClass(path)).toBe(expected);
  });
});
