// What can be read offline from a value, by name. Every reader is total: hostile input gives fewer facts, never an error.
import type { FactName } from '../../model/rule.ts';
import { readAwsAccount } from './aws-account.ts';
import { readBedrockUser } from './bedrock-user.ts';
import {
  readBedrockRequest,
  readKsuid,
  readPresignedUrl,
  readReferenceToken,
  readSharedAccess,
  readWebhookId,
} from './dates.ts';
import { readDiscordUser } from './discord-user.ts';
import { readBitcoinKey, readHashCost, readJsonFields, readPairId, readTokenInBase64 } from './encoded-fields.ts';
import { readJsonWebTokenFacts } from './json-web-token.ts';
import { readKeyBlock } from './key-block.ts';
import { readPublicId } from './public-parts.ts';
import { readKubernetesValue, readSupabaseRole } from './purpose.ts';
import { readPypiMacaroon } from './pypi-macaroon.ts';
import {
  readAnnotatedKey,
  readBasicPair,
  readGitlabRoutable,
  readMapboxUser,
  readServiceAccount,
  readStripeAccount,
} from './small-readers.ts';
import { readNetrcHost, readUrlHost } from './url-host.ts';

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
  'presigned-url': readPresignedUrl,
  'bedrock-request': readBedrockRequest,
  'shared-access': readSharedAccess,
  'reference-token': readReferenceToken,
  ksuid: readKsuid,
  'webhook-id': readWebhookId,
  'json-fields': readJsonFields,
  'pair-id': readPairId,
  'jwt-in-base64': readTokenInBase64,
  'hash-cost': readHashCost,
  'bitcoin-key': readBitcoinKey,
  'netrc-host': readNetrcHost,
};
