// The table of known credential forms (coverage.tsv) against the rules: each form is found by the rules named for it, or
// left out for a stated reason; forms that are ids, public or encrypted are found by none.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { families } from '../../rules/index.ts';
import type { Finding } from '../../src/model/finding.ts';
import { examine } from '../../src/pipeline/examine.ts';
import { createDetector } from '../support/detector.ts';
import { fillTemplate } from '../support/fill-template.ts';

/** A line: form, class (secret, half, file, never), rules, path, templates (` || ` between, `⏎` for line ends), reason. */
interface Form {
  readonly id: string;
  readonly kind: string;
  readonly rules: readonly string[];
  readonly path: string;
  readonly templates: readonly string[];
  readonly reason: string;
}

function split(text: string, separator: string): string[] {
  return text === '' ? [] : text.split(separator);
}

const [header, ...lines] = readFileSync(join(import.meta.dirname, 'coverage.tsv'), 'utf8')
  .replace(/\n$/, '')
  .split('\n');
const forms: readonly Form[] = lines.map((line) => {
  const [id, kind, rules, path, templates, reason] = line.split('\t');
  return {
    id,
    kind,
    rules: split(rules, ' '),
    path,
    templates: split(templates, ' || ').map((template) => template.replaceAll('⏎', '\n')),
    reason,
  };
});
const covered = forms.filter(({ rules }) => rules.length > 0);
const never = forms.filter(({ kind }) => kind === 'never');
const ids = new Set<string>(families.flatMap(({ rules }) => rules.map(({ id }) => id)));

/**
 * Rules for forms that the table does not hold: variants of one that it does, or too uncertain for it. A new rule goes into the
 * table or in here; those of the families `generic` and `passwords` belong to no maker and need neither.
 */
const ownRules = [
  'terraform-random-password',
  'terraform-sensitive-output',
  'ssm-secure-string',
  'cloudformation-noecho-default',
  'piped-password',
  'infura-endpoint-key',
  'alchemy-endpoint-key',
  'curl-user-key',
  'aws-secret-access-key-near',
  'azure-cosmosdb-connection-string',
  'gcp-service-account-base64',
  'google-app-password-unspaced',
  'mssql-url',
  'elevenlabs-api-key-legacy',
  'openai-api-key-by-name',
  'stripe-org-key',
  'twilio-auth-token-beside-sid',
  'smtp-password',
  'dbt-cloud-token',
  'django-insecure-secret-key',
  'wordpress-salts',
  'anyscale-api-key',
  'chroma-api-key',
  'notion-oauth-refresh',
  'gitguardian-api-key',
  'weaviate-api-key',
  'pgp-secret-keyring',
  'der-private-key',
  'git-crypt-key',
  'mysql-login-path',
  'mattermost-webhook',
  'truenas-api-login',
];

const { detector } = createDetector({ families });
const seeds = [1, 2, 3];

function examineText(text: string, path: string): Promise<Finding[]> {
  const fragment = { bytes: Buffer.from(text, 'latin1'), place: { origin: 'file', path }, isNamed: false } as const;
  return examine(fragment, { detector, salt: 'leakgate', usesAllowComments: false });
}

const candidatesIn = (text: string) => detector.detect({ bytes: Buffer.from(text, 'latin1'), kind: 'text', via: [] });

describe('the table of forms', () => {
  it('is read whole', () => {
    expect(header.split('\t')).toEqual(['form', 'class', 'rules', 'path', 'templates', 'reason']);
    expect(forms.length).toBeGreaterThan(790);
    expect(new Set(forms.map(({ id }) => id)).size).toBe(forms.length);
    for (const { id, kind } of forms) expect(['secret', 'half', 'file', 'never'], id).toContain(kind);
  });

  it('names rules that exist', () => {
    expect(covered.flatMap(({ rules }) => rules).filter((id) => !ids.has(id))).toEqual([]);
  });

  it('gives each form rules and templates, or a reason why it has none', () => {
    for (const { id, kind, rules, templates, reason } of forms) {
      if (kind === 'never') expect([rules.length, reason, templates.length > 0], id).toEqual([0, '', true]);
      else if (rules.length > 0) expect([templates.length > 0, reason], id).toEqual([true, '']);
      else expect(reason.length, id).toBeGreaterThan(30);
    }
  });

  it('leaves out few', () => {
    expect(forms.filter(({ reason }) => reason !== '').length).toBeLessThanOrEqual(10);
  });

  it('accounts for every rule', () => {
    const named = new Set(covered.flatMap(({ rules }) => rules));
    const ofNoMaker = families.filter(({ id }) => id === 'generic' || id === 'passwords').flatMap(({ rules }) => rules);
    const others = new Set<string>([...ownRules, ...ofNoMaker.map(({ id }) => id)]);
    expect([...ids].filter((id) => !named.has(id) && !others.has(id))).toEqual([]);
    expect(ownRules.filter((id) => !ids.has(id) || named.has(id))).toEqual([]);
  });

  // The list of forms that the table was made from is not part of the project; who has it can check that none is missing.
  const list = process.env.CREDENTIAL_FORMS;
  it.skipIf(list === undefined)('has every form of the list that CREDENTIAL_FORMS names', () => {
    const rows = readFileSync(list ?? '', 'utf8')
      .trimEnd()
      .split('\n')
      .slice(1)
      .map((row) => row.split('\t'));
    const wanted = rows.filter((row) => row[15] !== 'low').map((row) => row[0]);
    expect(wanted.length).toBeGreaterThan(700);
    expect(wanted.filter((id) => !forms.some((form) => form.id === id))).toEqual([]);
  });
});

describe('a form that opens something', () => {
  it.each(covered.filter(({ path }) => path === ''))('$id is found', ({ id, kind, rules, templates }) => {
    for (const template of templates)
      for (const seed of seeds) {
        const found = candidatesIn(fillTemplate(template, seed)).filter(({ rule }) => rules.includes(rule.id));
        expect(found.length, `${id}: ${template} with seed ${seed}`).toBeGreaterThan(0);
        if (kind === 'half') expect([found[0].severity, found[0].confidence], id).toEqual(['high', 'high']);
      }
  });

  it.each(covered.filter(({ path }) => path !== ''))('$id is told in $path', async ({ id, rules, path, templates }) => {
    for (const template of templates)
      for (const seed of seeds) {
        const found = (await examineText(fillTemplate(template, seed), path)).filter(({ rule }) =>
          rules.includes(rule.id),
        );
        expect(found.length, `${id} with seed ${seed}`).toBeGreaterThan(0);
        expect(found[0].confidence, id).not.toBe('low');
      }
  });
});

describe('a form that opens nothing', () => {
  it.each(never)('$id is never told', async ({ templates }) => {
    for (const template of templates)
      for (const seed of seeds)
        for (const path of ['config/app.yml', 'src/app.ts']) {
          const found = await examineText(fillTemplate(template, seed), path);
          expect(
            found.map(({ rule }) => rule.id),
            `${template} with seed ${seed}`,
          ).toEqual([]);
        }
  });
});
