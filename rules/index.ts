// Every rule family, in a fixed order. A new family is one file and one line here.
import type { RuleSpec } from '../src/model/rule.ts';
import { awsRules } from './aws.ts';
import { azureRules } from './azure.ts';
import { byPathRules } from './by-path.ts';
import { connectionStringRules } from './connection-strings.ts';
import { genericRules } from './generic.ts';
import { githubRules } from './github.ts';
import { gitlabRules } from './gitlab.ts';
import { googleRules } from './google.ts';
import { privateKeyRules } from './private-keys.ts';

export const families: readonly { readonly id: string; readonly rules: readonly RuleSpec[] }[] = [
  { id: 'aws', rules: awsRules },
  { id: 'azure', rules: azureRules },
  { id: 'google', rules: googleRules },
  { id: 'connection-strings', rules: connectionStringRules },
  { id: 'github', rules: githubRules },
  { id: 'gitlab', rules: gitlabRules },
  { id: 'private-keys', rules: privateKeyRules },
  { id: 'generic', rules: genericRules },
  { id: 'by-path', rules: byPathRules },
];
