// The name in a remedy comes from the file. What stands before a secret may be another secret: it is never taken for a name.
import { describe, expect, it } from 'vitest';
import { referenceFor } from '../../../src/decide/reference-form.ts';
import { looksRandom } from '../../../src/detect/looks-random.ts';
import { fillTemplate } from '../../support/fill-template.ts';

const told = (path: string, before: string) =>
  referenceFor({
    path,
    text: { bytes: Buffer.from(`${before}s3cr3t\n`) },
    at: Buffer.byteLength(before),
    facts: {},
    looksRandom,
  });
const files = [
  '.github/workflows/a.yml',
  '.gitlab-ci.yml',
  'Dockerfile',
  'compose.yml',
  'a.tf',
  'a.tfvars',
  'main.bicep',
  'Pulumi.dev.yaml',
  'serverless.yml',
  'roles/x/tasks/main.yml',
];

describe('the name in a remedy', () => {
  it.each([
    ['a token parted by a blank', `run: deploy ${fillTemplate('{hex:40}', 4)} `],
    ['a token before a colon', `run: login ${fillTemplate('ghp_{alnum:36}', 4)}:`],
    ['a token that is a key', `${fillTemplate('ghp_{alnum:36}', 4)}: `],
    ['a password of a word', 'RUN login -u root -p hunter2 '],
    ['a password behind a user', 'auth: bob:hunter2:'],
    ['a password in a URL', 'url: https://hunter2:'],
    ['a listed value', `- name: ${fillTemplate('{alnum:40}', 4)}\n  value: `],
  ])('is never %s', (_, before) => {
    const words = before.match(/[A-Za-z0-9_]{6,}/g)?.filter((word) => word === 'hunter2' || word.length > 30) ?? [];
    expect(words.length).toBe(1);
    for (const path of files) {
      const letters = (text: string) => text.replace(/[^A-Za-z0-9]/g, '').toLowerCase();
      expect(letters(told(path, before) ?? '')).not.toContain(letters(words[0]));
    }
  });

  it.each([
    ['.gitlab-ci.yml', '  dbPassword: ', '$DB_PASSWORD'],
    ['Dockerfile', 'ENV API_X ', '`API_X`'],
    ['Dockerfile', 'RUN mysql password ', 'id=password'],
    ['a.tfvars', 'admin_name = "', 'TF_VAR_admin_name'],
    ['.gitlab-ci.yml', 'run: kubectl create secret --from-literal=api-key=', '$API_KEY'],
  ])('is what an assignment says: %s, %s', (path, before, name) => {
    expect(told(path, before)).toContain(name);
  });
});
