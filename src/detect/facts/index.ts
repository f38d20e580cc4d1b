// What can be read offline from a value, by name. Every reader is total: hostile input gives fewer facts, never an error.
import type { FactName } from '../../model/rule.ts';
import { readAwsAccount } from './aws-account.ts';
import { readBedrockUser } from './bedrock-user.ts';
import { readDiscordUser } from './discord-user.ts';
import { readJsonWebTokenFacts } from './json-web-token.ts';
import { readKeyBlock } from './key-block.ts';
import { readKubernetesValue, readSupabaseRole } from './purpose.ts';
import {
  readAnnotatedKey,
  readBasicPair,
  readGitlabRoutable,
  readMapboxUser,
  readPublicId,
  readPypiMacaroon,
  readServiceAccount,
  readStripeAccount,
} from './small-readers.ts';
import { readUrlHost } from './url-host.ts';

/**
 * Each takes the secret and the whole match as latin1 text and returns values that are not secret. Three keys steer:
 * `drop` (this is harmless: no finding), `severity` and `confidence` (judge it as this instead of as the rule says).
 */
export const factReaders: Readonly<Record<FactName, (secret: string, match: string) => Record<string, string>>> = {
  'aws-account': readAwsAccount,
  'bedrock-user': readBedrockUser,
  jwt: readJsonWebTokenFacts,
  'discord-user': readDiscordUser,
  'key-block': readKeyBlock,
  'gitlab-routable': readGitlabRoutable,
  'pypi-macaroon': readPypiMacaroon,
  'url-host': readUrlHost,
  'mapbox-user': readMapboxUser,
  'service-account': readServiceAccount,
  'annotated-key': readAnnotatedKey,
  'basic-pair': readBasicPair,
  'stripe-account': readStripeAccount,
  'public-id': readPublicId,
  'supabase-role': readSupabaseRole,
  'kubernetes-value': readKubernetesValue,
};
