import { describe, expect, it } from 'vitest';
import { genericRules } from '../../../rules/generic.ts';
import { privateKeyRules } from '../../../rules/private-keys.ts';
import { assessPath } from '../../../src/decide/assess-path.ts';
import { pathClass } from '../../../src/decide/path-class.ts';
import { createDetector } from '../../support/detector.ts';
import { fillTemplate } from '../../support/fill-template.ts';

const { detect } = createDetector({ families: [{ id: 'generic', rules: genericRules }] });

function confidenceAt(path: string, template: string) {
  const known = ['generic-password', 'generic-secret'];
  const candidate = detect(fillTemplate(template, 1)).find(({ rule }) => known.includes(rule.id));
  if (!candidate) throw new Error('no candidate');
  return assessPath(candidate, pathClass(path))?.confidence ?? null;
}

const password = 'db_password = "{alnum:16}"';
const token = 'api_token = "{alnum:40}"';

describe('assessPath', () => {
  it.each([
    ['src/app.py', 'medium', 'medium'],
    ['config/app.yml', 'medium', 'medium'],
    ['notebooks/train.ipynb', 'medium', 'medium'],
    ['tests/app.py', 'low', 'low'],
    ['README.md', 'low', 'low'],
    ['locales/de.json', null, 'low'],
    ['yarn.lock', null, null],
    ['dist/app.min.js', null, null],
  ])('in %s a password is %s, a token %s', (path, ofPassword, ofToken) => {
    expect(confidenceAt(path, password)).toBe(ofPassword);
    expect(confidenceAt(path, token)).toBe(ofToken);
  });
});

describe('assessPath of a key block', () => {
  const keys = createDetector({ families: [{ id: 'private-keys', rules: privateKeyRules }] });
  const [key] = keys.detect(fillTemplate('{pem:rsa}', 1));

  it.each([
    ['deploy/server.key', 'high'],
    ['tests/server.key', 'high'],
    ['node_modules/selfsigned/README.md', 'low'],
  ])('in %s is %s', (path, expected) => {
    expect(assessPath(key, pathClass(path))?.confidence).toBe(expected);
  });
});
