// The checksums that rules may ask for, by name. Pure arithmetic: node:crypto would cost the commit path its start-up time.
import type { ChecksumName } from '../../model/rule.ts';
import { checkAnnotatedKey, checkEntraSecret, checkFixedSignature, type Outcome } from './azure-keys.ts';
import { checkBech32 } from './bech32.ts';
import { checkJsonWebToken } from './json-web-token.ts';
import {
  checkAtlassianToken,
  checkCargoToken,
  checkConfluentSecret,
  checkGithubToken,
  checkGitlabToken,
  checkGrafanaToken,
  checkHexToken,
  checkMatrixToken,
} from './token-checksums.ts';

/** Each takes the secret as latin1 text, never throws, and says `unknown` where the form carries no checksum. */
export const checksums: Readonly<Record<ChecksumName, (secret: string) => Outcome>> = {
  'github-crc': checkGithubToken,
  'gitlab-routable': checkGitlabToken,
  'grafana-crc': checkGrafanaToken,
  'atlassian-crc': checkAtlassianToken,
  'hex-crc': checkHexToken,
  'confluent-crc': checkConfluentSecret,
  'cargo-xor': checkCargoToken,
  'matrix-crc': checkMatrixToken,
  'azure-fixed': checkFixedSignature,
  'azure-annotated': checkAnnotatedKey,
  'entra-secret': checkEntraSecret,
  bech32: checkBech32,
  jwt: checkJsonWebToken,
};
