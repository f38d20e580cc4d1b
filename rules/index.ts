// Every rule family, in a fixed order. A new family is one file and one line here.
import type { RuleSpec } from '../src/model/rule.ts';
import { aiRules } from './ai.ts';
import { aiByNameRules } from './ai-by-name.ts';
import { awsRules } from './aws.ts';
import { azureRules } from './azure.ts';
import { byPathRules } from './by-path.ts';
import { chatRules } from './chat.ts';
import { cloudRules } from './cloud.ts';
import { collaborationRules } from './collaboration.ts';
import { connectionStringRules } from './connection-strings.ts';
import { credentialFileRules } from './credential-files.ts';
import { dataRules } from './data.ts';
import { frameworkRules } from './frameworks.ts';
import { genericRules } from './generic.ts';
import { githubRules } from './github.ts';
import { gitlabRules } from './gitlab.ts';
import { googleRules } from './google.ts';
import { mailRules } from './mail.ts';
import { manifestRules } from './manifests.ts';
import { observabilityRules } from './observability.ts';
import { packageRules } from './packages.ts';
import { passwordRules } from './passwords.ts';
import { paymentRules } from './payments.ts';
import { privateKeyRules } from './private-keys.ts';
import { secretStoreRules } from './secret-stores.ts';
import { servicesByNameRules } from './services-by-name.ts';
import { servicesByPrefixRules } from './services-by-prefix.ts';

const written: readonly { readonly id: string; readonly rules: readonly RuleSpec[] }[] = [
  { id: 'aws', rules: awsRules },
  { id: 'azure', rules: azureRules },
  { id: 'google', rules: googleRules },
  { id: 'connection-strings', rules: connectionStringRules },
  { id: 'github', rules: githubRules },
  { id: 'gitlab', rules: gitlabRules },
  { id: 'private-keys', rules: privateKeyRules },
  { id: 'credential-files', rules: credentialFileRules },
  { id: 'ai', rules: aiRules },
  { id: 'ai-by-name', rules: aiByNameRules },
  { id: 'chat', rules: chatRules },
  { id: 'payments', rules: paymentRules },
  { id: 'mail', rules: mailRules },
  { id: 'packages', rules: packageRules },
  { id: 'cloud', rules: cloudRules },
  { id: 'data', rules: dataRules },
  { id: 'observability', rules: observabilityRules },
  { id: 'collaboration', rules: collaborationRules },
  { id: 'secret-stores', rules: secretStoreRules },
  { id: 'frameworks', rules: frameworkRules },
  { id: 'manifests', rules: manifestRules },
  { id: 'services-by-prefix', rules: servicesByPrefixRules },
  { id: 'services-by-name', rules: servicesByNameRules },
  { id: 'passwords', rules: passwordRules },
  { id: 'generic', rules: genericRules },
  { id: 'by-path', rules: byPathRules },
];

/** Samples that any vendor published: the rules that know a value by its name alone must not tell of them either. */
const dummies = [...new Set(written.flatMap(({ rules }) => rules.flatMap((rule) => rule.dummies ?? [])))].sort(
  (a, b) => a - b,
);

export const families: typeof written = written.map(({ id, rules }) => ({
  id,
  rules: rules.map((rule) => (rule.tier === 'generic' ? { ...rule, dummies } : rule)),
}));
