// Amazon Web Services: access key ids (halves), secret keys, session tokens, Bedrock keys.
import type { RuleSpec } from '../src/model/rule.ts';
import { anyCase, around, identifierLead, pattern, random, shape, token } from './compose.ts';

const iamKeys = 'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_access-keys.html';
const identifiers = 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html';
const deactivate =
  'Deactivate the key (`aws iam update-access-key --status Inactive`), move its users to a new one, then delete it in the IAM console.';

const secretKeys = ['aws-secret-access-key', 'aws-secret-access-key-near'];
/** Halves and secrets stand this close in credential files, code and logs. */
const pairLines = 10;

function accessKeyId(prefix: string) {
  return {
    ...token(prefix, '[A-Z2-7]{16}', 'A-Za-z0-9'),
    anchors: [prefix],
    needs: { entropy: 2.5 },
    facts: ['aws-account'],
    pairs: { with: secretKeys, lines: pairLines },
    docs: identifiers,
  } as const;
}

/** 40 base64 characters with both cases and a digit; hex digests have no upper case, paths rarely a digit. */
const secretBody = '[A-Za-z0-9+/]{40}(?![A-Za-z0-9+/=])';
const secretName = anyCase(
  '(?:aws[\\w.\\-]{0,24}secret|secret[_.\\- ]?access[_.\\- ]?key|secret[_\\-]?key[_\\-]?aws|s3[\\w.\\-]{0,16}secret|secret[_\\-]?access)',
);
const secretSeparator =
  '["\'`\\])]{0,3}\\s{0,8}(?:=>|:=|=|:|,|>|\\s|\\(){1,2}\\s{0,24}(?:value["\']?\\s?[:=]\\s?)?\\\\?["\'`]{0,3}';
/** Nearness of an access key id, in bytes, that makes a bare 40-character value a secret key. */
const nearReach = 320;

export const awsRules = [
  {
    id: 'aws-access-key-id',
    title: 'AWS access key id',
    why: 'Names a long-term key of an IAM user; whoever finds its secret half acts as that user.',
    severity: 'high',
    ...accessKeyId('AKIA'),
    dummies: [2528945264, 1941967937],
    revoke: deactivate,
    examples: around(
      'AKIA{[A-Z2-7]:16}',
      'AKIAIOSFODNN7EXAMPLE',
      'AKIAXXXXXXXXXXXXXXXX',
      'AKIA{[A-Z2-7]:17}',
      'AKIA{[A-Z2-7]:12}',
    ),
  },
  {
    id: 'aws-temporary-access-key-id',
    title: 'AWS temporary access key id',
    why: 'Names a session of a role; with its secret and session token it acts as that role until it expires.',
    severity: 'high',
    ...accessKeyId('ASIA'),
    dummies: [2397991208],
    revoke: 'Sessions end by themselves; to end them now, revoke the sessions of the role in the IAM console.',
    examples: around('ASIA{[A-Z2-7]:16}', 'ASIAIOSFODNN7EXAMPLE', 'ASIA{[A-Z2-7]:10}'),
  },
  {
    id: 'aws-sts-bearer-token-id',
    title: 'AWS service bearer token id',
    why: 'Names a bearer token that AWS services accept on behalf of its owner.',
    severity: 'high',
    ...accessKeyId('ABIA'),
    revoke: deactivate,
    examples: around('ABIA{[A-Z2-7]:16}', 'ABIAXXXXXXXXXXXXXXXX'),
  },
  {
    id: 'aws-context-specific-credential-id',
    title: 'AWS service-specific credential id',
    why: 'Names a credential for one AWS service, such as CodeCommit, Keyspaces or Bedrock.',
    severity: 'high',
    ...accessKeyId('ACCA'),
    revoke: 'Reset or delete it: `aws iam delete-service-specific-credential`.',
    examples: around('ACCA{[A-Z2-7]:16}', 'ACCAXXXXXXXXXXXXXXXX'),
  },
  {
    id: 'aws-secret-access-key',
    title: 'AWS secret access key',
    why: 'Signs requests as its IAM user: everything that user may do in the account.',
    severity: 'critical',
    kind: 'token',
    tier: 'contextual',
    anchors: ['aws', 'secret_access', 'secret-access', 'secretaccess', 'secret access', 's3_secret', 's3secret'],
    anyCase: true,
    lead: identifierLead,
    spansLines: true,
    ...shape(`(?<name>[A-Za-z0-9_.\\-]{0,40}?${secretName}[\\w.\\-]{0,24})${secretSeparator}(?<secret>${secretBody})`),
    needs: { entropy: 3.9, classes: 3 },
    dummies: [2322123954, 2445082749],
    revoke: deactivate,
    docs: iamKeys,
    examples: {
      match: [
        'aws_secret_access_key = {b64:40}',
        'AWS_SECRET_ACCESS_KEY="{b64:40}"',
        '"SecretAccessKey": "{b64:40}",',
        "secretAccessKey: '{b64:40}',",
        '- name: AWS_SECRET_ACCESS_KEY\n  value: {b64:40}',
        'export AWS_SECRET_KEY={b64:40}',
      ],
      ignore: [
        'aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
        'aws_secret_access_key = {hex:40}',
        'aws_secret_access_key = {b64:44}',
        'aws_secret_access_key = $' + '{AWS_SECRET_ACCESS_KEY}',
        'checksum = {b64:40}',
      ],
    },
  },
  {
    id: 'aws-secret-access-key-near',
    title: 'AWS secret access key',
    why: 'Signs requests as its IAM user: everything that user may do in the account.',
    severity: 'critical',
    confidence: 'medium',
    kind: 'token',
    tier: 'contextual',
    anchors: ['AKIA', 'ASIA'],
    near: true,
    spansLines: true,
    behind: nearReach,
    ahead: nearReach,
    pattern:
      /(?:(?<![A-Za-z0-9+/=_.-])|(?<=[A-Za-z_]["']?[=:])|(?<=\\[nrt]))(?<secret>[A-Za-z0-9+/]{40})(?![A-Za-z0-9+/=_-])/,
    needs: { entropy: 4.2, classes: 3 },
    dummies: [2322123954],
    revoke: deactivate,
    docs: iamKeys,
    examples: {
      match: [
        'AKIA{[A-Z2-7]:16},{b64:40}',
        "new Client('AKIA{[A-Z2-7]:16}', '{b64:40}')",
        'id: AKIA{[A-Z2-7]:16}\nkey: {b64:40}\n',
      ],
      ignore: [
        'AKIA{[A-Z2-7]:16} {hex:40}',
        'AKIA{[A-Z2-7]:16} {b64:41}',
        'AKIA{[A-Z2-7]:16} sha1-{b64:27}= wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
      ],
    },
  },
  {
    id: 'aws-session-token',
    title: 'AWS session token',
    why: 'Third part of temporary credentials; with key id and secret it acts as the role until it expires.',
    severity: 'medium',
    anchors: ['IQoJb3JpZ2lu', 'FwoGZXIvYXdz', 'FQoGZXIvYXdz', 'AgoJb3JpZ2lu'],
    ...token('(?:IQoJb3JpZ2lu|FwoGZXIvYXdz|FQoGZXIvYXdz|AgoJb3JpZ2lu)', '[A-Za-z0-9+/%]{80,2048}={0,2}', 'A-Za-z0-9+/'),
    needs: random,
    revoke: 'Sessions end by themselves; to end them now, revoke the sessions of the role in the IAM console.',
    docs: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp.html',
    examples: around('IQoJb3JpZ2lu{b64:340}==', 'IQoJb3JpZ2lu{b64:20}', 'AQoDYXdzEJr...<remainder of security token>'),
  },
  {
    id: 'aws-bedrock-api-key-long-term',
    title: 'Amazon Bedrock API key (long-term)',
    why: 'Calls the models of the account and is charged to it; may be set never to expire.',
    severity: 'critical',
    anchors: ['ABSK'],
    ...token('ABSK', '[A-Za-z0-9+/]{109,269}={0,2}', 'A-Za-z0-9+/'),
    needs: random,
    facts: ['bedrock-user'],
    revoke:
      'Run `aws iam delete-service-specific-credential`, and delete the IAM user that the console made for the key.',
    docs: 'https://docs.aws.amazon.com/bedrock/latest/userguide/api-keys.html',
    examples: around('ABSK{base64(BedrockAPIKey-ab12-at-{digit:12}:{b64:60})}', 'ABSK{b64:40}'),
  },
  {
    id: 'aws-bedrock-api-key-short-term',
    facts: ['bedrock-request'],
    title: 'Amazon Bedrock API key (short-term)',
    why: 'Calls the models of the account for up to twelve hours.',
    severity: 'medium',
    anchors: ['bedrock-api-key-YmVkcm9jay5hbWF6b25hd3MuY29t'],
    ...token('bedrock-api-key-YmVkcm9jay5hbWF6b25hd3MuY29t', '[A-Za-z0-9+/]{100,3000}={0,2}', 'A-Za-z0-9+/'),
    needs: random,
    revoke: 'It runs out within twelve hours; revoke the sessions of the role that made it to end it now.',
    docs: 'https://docs.aws.amazon.com/bedrock/latest/userguide/api-keys.html',
    examples: around(
      'bedrock-api-key-YmVkcm9jay5hbWF6b25hd3MuY29t{b64:600}',
      'bedrock-api-key-YmVkcm9jay5hbWF6b25hd3MuY29t',
    ),
  },
  {
    id: 'aws-mws-auth-token',
    title: 'Amazon Marketplace Web Service token',
    why: 'Reads and changes the orders and listings of a seller account.',
    severity: 'high',
    anchors: ['amzn.mws.'],
    ...token('amzn\\.mws\\.', '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}', 'A-Za-z0-9'),
    needs: { entropy: 2.7 },
    revoke: 'Revoke the developer under User Permissions in Seller Central.',
    docs: 'https://developer-docs.amazon.com/sp-api/',
    examples: around('amzn.mws.{uuid}', 'amzn.mws.00000000-0000-0000-0000-000000000000'),
  },
  {
    id: 'aws-lwa-client-secret',
    title: 'Login with Amazon client secret',
    why: 'Lets anyone pose as the application to Amazon sign-in and the Selling Partner API.',
    severity: 'high',
    anchors: ['amzn1.oa2-cs.v1.'],
    ...token('amzn1\\.oa2-cs\\.v1\\.', '[0-9a-f]{64}', 'A-Za-z0-9'),
    needs: { entropy: 2.9 },
    revoke: 'Rotate the secret in the Login with Amazon console or Seller Central.',
    docs: 'https://developer.amazon.com/docs/login-with-amazon/documentation-overview.html',
    examples: around('amzn1.oa2-cs.v1.{hex:64}', 'amzn1.oa2-cs.v1.{hex:32}'),
  },
  {
    id: 'aws-sp-api-refresh-token',
    title: 'Selling Partner API refresh token',
    why: 'Renews access to a seller account for as long as it is not revoked.',
    severity: 'high',
    anchors: ['Atzr|'],
    ...token('Atzr\\|', '[A-Za-z0-9_\\-]{100,1000}', 'A-Za-z0-9_\\-'),
    needs: random,
    revoke: 'Revoke the application authorisation in Seller Central and authorise again.',
    docs: 'https://developer-docs.amazon.com/sp-api/',
    examples: around('Atzr|{b64url:320}', 'Atzr|{b64url:20}'),
  },
  {
    id: 'aws-appsync-api-key',
    title: 'AWS AppSync API key',
    why: 'Queries the GraphQL API with whatever the key is allowed.',
    severity: 'medium',
    anchors: ['da2-'],
    ...token('da2-', '[a-z0-9]{26}', 'A-Za-z0-9_\\-'),
    needs: { entropy: 3, classes: 2 },
    revoke: 'Delete it: `aws appsync delete-api-key`.',
    docs: 'https://docs.aws.amazon.com/appsync/latest/devguide/security-authz.html',
    examples: around('da2-{loweralnum:26}', 'da2-{loweralnum:20}', 'da2-xxxxxxxxxxxxxxxxxxxxxxxxxx'),
  },
  {
    id: 'aws-api-gateway-key',
    title: 'AWS API Gateway key',
    why: 'Calls the API behind the gateway under its owner’s usage plan.',
    severity: 'medium',
    confidence: 'medium',
    kind: 'token',
    tier: 'contextual',
    anchors: ['.execute-api.'],
    near: true,
    spansLines: true,
    behind: nearReach,
    ahead: nearReach,
    ...pattern(
      `(?:${anyCase('x-api-key')}|(?<=[A-Z_])API_KEY)\\\\?["']?\\s{0,4}[:=,]\\s{0,4}\\\\?["']?(?<secret>[A-Za-z0-9]{40})(?![A-Za-z0-9])`,
    ),
    needs: { entropy: 4, classes: 3 },
    revoke: 'Delete it: `aws apigateway delete-api-key`.',
    docs: 'https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-setup-api-key-with-console.html',
    examples: {
      match: [
        'curl -H "x-api-key: {alnum:40}" https://{loweralnum:10}.execute-api.eu-west-1.amazonaws.com/prod/x',
        "fetch('https://{loweralnum:10}.execute-api.us-east-1.amazonaws.com/v1', { headers: { 'X-Api-Key': '{alnum:40}' } })",
      ],
      ignore: [
        'curl -H "x-api-key: $KEY" https://{loweralnum:10}.execute-api.eu-west-1.amazonaws.com/prod/x',
        'curl -H "x-api-key: {alnum:40}" https://api.corp.net/x',
        'https://{loweralnum:10}.execute-api.eu-west-1.amazonaws.com/{alnum:40}',
      ],
    },
  },
  {
    id: 'aws-ses-smtp-password',
    title: 'AWS SES SMTP password',
    why: 'Sends mail from the account’s domains.',
    severity: 'high',
    confidence: 'medium',
    kind: 'token',
    tier: 'contextual',
    anchors: ['email-smtp.', 'ses_smtp', 'ses-smtp', 'sessmtp', 'smtp_pass'],
    anyCase: true,
    near: true,
    spansLines: true,
    behind: nearReach,
    ahead: nearReach,
    ...pattern('(?<![A-Za-z0-9+/])(?<secret>B[A-P][A-Za-z0-9+/]{42})(?![A-Za-z0-9+/=])'),
    needs: { entropy: 4.2, classes: 3 },
    revoke: deactivate,
    docs: 'https://docs.aws.amazon.com/ses/latest/dg/smtp-credentials.html',
    examples: {
      match: [
        'host = email-smtp.us-east-1.amazonaws.com\nuser = x\npassword = B{[A-P]:1}{b64:42}\n',
        'SES_SMTP_PASSWORD=B{[A-P]:1}{b64:42}',
      ],
      ignore: [
        'host = email-smtp.us-east-1.amazonaws.com\npassword = C{b64:43}',
        'SES_SMTP_PASSWORD=B{[A-P]:1}{b64:30}',
        'integrity = B{[A-P]:1}{b64:42}',
      ],
    },
  },
  {
    id: 'aws-codecommit-https-password',
    title: 'AWS CodeCommit Git password',
    why: 'Reads and writes the CodeCommit repositories of its IAM user.',
    severity: 'high',
    confidence: 'medium',
    kind: 'token',
    tier: 'contextual',
    anchors: ['git-codecommit.'],
    near: true,
    spansLines: true,
    behind: nearReach,
    ahead: nearReach,
    ...pattern(
      '(?:(?<=-at-[0-9]{12})[":\'\\s,=]{1,8}(?:[A-Za-z_]{4,16}[":\'\\s=]{1,8})?|(?<![A-Za-z0-9+/=]))(?<secret>[A-Za-z0-9+/]{43}(?:=|%3[Dd]))(?![A-Za-z0-9+/=])',
    ),
    needs: { entropy: 4.2, classes: 3 },
    revoke: 'Reset or delete it: `aws iam delete-service-specific-credential`.',
    docs: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_ssh-keys.html',
    examples: {
      match: [
        'git clone https://deploy-at-{digit:12}:' + '{b64:43}%3D@git-codecommit.us-east-1.amazonaws.com/v1/repos/x',
        'url = https://git-codecommit.eu-west-1.amazonaws.com/v1/repos/x\nuser = deploy-at-{digit:12}\npassword = {b64:43}=\n',
      ],
      ignore: [
        'https://git-codecommit.eu-west-1.amazonaws.com/v1/repos/x\nsha256 {hex:64}',
        'git clone https://git-codecommit.eu-west-1.amazonaws.com/v1/repos/x',
      ],
    },
  },
  {
    id: 'aws-s3-presigned-url',
    title: 'AWS presigned URL',
    why: 'Reads or writes one object until it expires.',
    severity: 'low',
    kind: 'token',
    tier: 'specific',
    anchors: ['X-Amz-Signature='],
    lead: { bytes: 'A-Za-z0-9%&=?_.:/+~\\-', max: 2600 },
    ...shape(
      'https?://[^\\s?"\'<>]{3,400}\\?(?=[^\\s"\'<>]{0,2000}?X-Amz-Date=)[A-Za-z0-9%&=_.:/+~\\-]{0,2000}?X-Amz-Signature=(?<secret>[0-9a-f]{64})(?![0-9a-f])(?:&[A-Za-z0-9%&=_.:/+~\\-]{0,400})?',
    ),
    needs: { entropy: 3 },
    facts: ['presigned-url'],
    revoke: 'It ends by itself; to end it now, deactivate the key that signed it.',
    docs: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-presigned-url.html',
    examples: {
      match: [
        'https://shop.s3.amazonaws.com/a.zip?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIA{[A-Z2-7]:16}%2F20990101%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Date=20990101T000000Z&X-Amz-Expires=604800&X-Amz-SignedHeaders=host&X-Amz-Signature={hex:64}',
        '"url": "https://s3.eu-west-1.amazonaws.com/shop/a?X-Amz-Credential=ASIA{[A-Z2-7]:16}%2F20990101%2Feu-west-1%2Fs3%2Faws4_request&X-Amz-Date=20990101T000000Z&X-Amz-Expires=3600&X-Amz-Signature={hex:64}"',
      ],
      ignore: [
        'https://shop.s3.amazonaws.com/a?X-Amz-Credential=x&X-Amz-Date=20200101T000000Z&X-Amz-Expires=3600&X-Amz-Signature={hex:64}',
        'canonical = query + "&X-Amz-Signature=" + signature',
        'https://shop.s3.amazonaws.com/a?X-Amz-Date=20990101T000000Z&X-Amz-Expires=1&X-Amz-Signature=example',
      ],
    },
  },
] as const satisfies readonly RuleSpec[];
