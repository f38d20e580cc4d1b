// The checksums that rules may ask for, by name. Pure arithmetic: node:crypto would cost the commit path its start-up time.
import type { ChecksumName } from '../../model/rule.ts';
import { checkAnnotatedKey, checkEntraSecret, checkFixedSignature, type Outcome } from './azure-keys.ts';
import { checkBech32 } from './bech32.ts';
import { checkDatacenterToken, checkDevopsToken, checkNgcKey, checkTokenInBase64 } from './encoded-tokens.ts';
import { checkJsonWebToken } from './json-web-token.ts';
import { checkPgpArmour } from './pgp-armour.ts';
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
import { checkBase58, checkSeedPhrase } from './wallet-keys.ts';

/** Each takes the secret as latin1 text, never throws, and says `unknown` where the form carries no checksum, `none` where it is another form. */
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
  'jwt-in-base64': checkTokenInBase64,
  base58check: checkBase58,
  bip39: checkSeedPhrase,
  'pgp-crc24': checkPgpArmour,
  'datacenter-pat': checkDatacenterToken,
  'devops-crc': checkDevopsToken,
  'ngc-key': checkNgcKey,
};
