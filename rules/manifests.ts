// What tools for servers and clusters write down or are handed: state of Terraform, parameters, passwords piped into a command.
import type { RuleSpec } from '../src/model/rule.ts';
import { anyCase, pattern, shape } from './compose.ts';

const terraformState = 'https://developer.hashicorp.com/terraform/language/state/sensitive-data';
const rotate =
  'Change it at its service, keep state in a remote backend that encrypts it, and take the file out of git.';
/** A string of JSON, without escapes, that a person or a generator may have made. */
const jsonText = '(?<secret>[^"\\\\\\r\\n]{6,400})"';
/** An output before its mark, in bytes: value and type. */
const outputReach = 640;
/** What may stand beside the default of a CloudFormation parameter. */
const besideDefault =
  '["\']?(?:Type|Description|MinLength|MaxLength|AllowedPattern|ConstraintDescription)["\']?:[^\\r\\n]{0,160}\\r?\\n\\s{1,40}';
const noEcho = `["']?NoEcho["']?: ?["']?[tT]rue["']?`;
const parameterReach = 900;
/** The command before the pipe, in bytes. */
const pipeReach = 240;

export const manifestRules = [
  {
    id: 'terraform-random-password',
    title: 'Generated password in a Terraform state',
    why: 'Terraform keeps what it generates as plain text: whoever reads the state has the password.',
    severity: 'high',
    confidence: 'medium',
    kind: 'password',
    tier: 'contextual',
    spansLines: true,
    anchors: ['"bcrypt_hash"'],
    ...shape(`"bcrypt_hash"\\s{0,4}:[\\s\\S]{0,900}?"result"\\s{0,4}:\\s{0,4}"(?<name>)${jsonText}`),
    needs: { judge: 'password', text: true },
    revoke: rotate,
    docs: terraformState,
    examples: {
      match: [
        '"attributes": {\n  "bcrypt_hash": "x",\n  "id": "none",\n  "keepers": null,\n  "length": 16,\n  "result": "{alnum:12}&{alnum:3}",\n',
        '{"bcrypt_hash":"x","id":"none","length":20,"result":"{alnum:20}"}',
      ],
      ignore: ['"bcrypt_hash": "x", "id": "none", "result": null', '{"bcrypt_hash":"x","result":"changeme"}'],
    },
  },
  {
    id: 'terraform-sensitive-output',
    title: 'Sensitive output in a Terraform state',
    why: 'Terraform hides such an output on the terminal only: the state holds it as plain text.',
    severity: 'high',
    confidence: 'medium',
    kind: 'password',
    tier: 'contextual',
    spansLines: true,
    near: true,
    anchors: ['"sensitive": true', '"sensitive":true'],
    behind: outputReach,
    ahead: 20,
    ...pattern(
      `"value"\\s{0,4}:\\s{0,4}"(?<name>)${jsonText}\\s{0,4},\\s{0,20}"type"\\s{0,4}:\\s{0,4}"string"\\s{0,4},\\s{0,20}(?="sensitive"\\s{0,4}:\\s{0,4}true)`,
    ),
    needs: { judge: 'password', text: true },
    revoke: rotate,
    docs: terraformState,
    examples: {
      match: [
        '"outputs": {\n  "login": {\n    "value": "{alnum:16}",\n    "type": "string",\n    "sensitive": true\n  }',
        '{"admin":{"value":"{alnum:24}","type":"string","sensitive":true}}',
      ],
      ignore: [
        '"login": {\n    "value": "{alnum:16}",\n    "type": "string"\n  }',
        '{"admin":{"value":"changeme","type":"string","sensitive":true}}',
        '"value": "https://db.corp.net/",\n "type": "string",\n "sensitive": true',
      ],
    },
  },
  {
    id: 'ssm-secure-string',
    title: 'Value of a SecureString parameter',
    why: 'The store encrypts it; this file does not.',
    severity: 'high',
    confidence: 'medium',
    kind: 'password',
    tier: 'contextual',
    spansLines: true,
    anchors: ['SecureString"'],
    ...shape(`SecureString",?\\s{1,40}["']?${anyCase('value')}["']?\\s{0,16}[:=]\\s{0,4}"(?<name>)${jsonText}`),
    needs: { judge: 'password', text: true },
    revoke: 'Change the value at its service and put the new one into the parameter.',
    docs: 'https://docs.aws.amazon.com/systems-manager/latest/userguide/sysman-paramstore-securestring.html',
    examples: {
      match: [
        '"tier": "Standard",\n  "type": "SecureString",\n  "value": "{alnum:16}",\n',
        '  type  = "SecureString"\n  value = "{alnum:16}"\n',
        '{"Name": "/app/db", "Type": "SecureString", "Value": "{alnum:20}"}',
      ],
      ignore: [
        '  type  = "SecureString"\n  value = var.db_password\n',
        '  type  = "SecureString"\n  value = "changeme"\n',
        '  type  = "String"\n  value = "{alnum:16}"\n',
      ],
    },
  },
  {
    id: 'cloudformation-noecho-default',
    title: 'Default of a CloudFormation parameter that is not to be shown',
    why: 'NoEcho hides the value in the console and on no other place: whoever reads the template has it.',
    severity: 'high',
    confidence: 'medium',
    kind: 'password',
    tier: 'contextual',
    spansLines: true,
    near: true,
    anchors: ['NoEcho'],
    behind: parameterReach,
    ahead: parameterReach,
    ...pattern(
      `(?:(?<=${noEcho},?\\s{1,40}(?:${besideDefault}){0,3})|(?=["']?Default["']?:[^\\r\\n]{1,200}\\r?\\n\\s{1,40}(?:${besideDefault}){0,3}${noEcho}))["']?Default["']?:[ \\t]{1,4}["']?(?<name>)(?<secret>[^\\s"',{}]{6,128})(?=["']?[\\s,}])`,
    ),
    needs: { judge: 'password', text: true },
    revoke: 'Change it at its service, and pass the parameter as a `{{resolve:secretsmanager:…}}` reference.',
    docs: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/security-best-practices.html#creds',
    examples: {
      match: [
        '  MasterPin:\n    Type: String\n    NoEcho: true\n    Default: {alnum:14}\n',
        "  Login:\n    Default: '{alnum:14}'\n    Type: String\n    NoEcho: 'true'\n",
        '"Login": {\n  "NoEcho": "true",\n  "Type": "String",\n  "Default": "{alnum:14}"\n}',
      ],
      ignore: [
        "  Login:\n    Type: String\n    NoEcho: true\n    Default: ''\n",
        '  Login:\n    Type: String\n    NoEcho: true\n  Other:\n    Default: {alnum:14}\n',
        '  Login:\n    NoEcho: false\n    Default: {alnum:14}\n',
        '  Login:\n    NoEcho: true\n    Default: changeme\n',
      ],
    },
  },
  {
    id: 'piped-password',
    title: 'Password piped into a command',
    why: 'Whoever reads the script or the layer of the image has the password.',
    severity: 'high',
    confidence: 'medium',
    kind: 'password',
    tier: 'contextual',
    near: true,
    anchors: ['--password-stdin', 'chpasswd'],
    behind: pipeReach,
    ahead: 24,
    ...pattern(
      `(?:echo|printf)[ \\t]{1,3}(?:-[a-zA-Z]{1,2}[ \\t]{1,3}){0,2}["']?(?:(?<user>[A-Za-z_][A-Za-z0-9_.\\-]{0,31}):)?(?<secret>[^\\s"'\`|$<>{}()\\\\%]{4,128})["']?[ \\t]{0,3}\\|(?=[^|;\\r\\n]{0,120}(?:--password-stdin|chpasswd))`,
    ),
    needs: { judge: 'password', text: true },
    revoke: 'Change the password, and read it from a mounted secret or a masked variable.',
    docs: 'https://docs.docker.com/build/building/secrets/',
    examples: {
      match: [
        "RUN echo 'root:{alnum:12}' | chpasswd",
        'echo "deploy:{alnum:10}!{digit:2}" | sudo chpasswd',
        'echo {alnum:14} | docker login -u ci --password-stdin registry.corp.net',
      ],
      ignore: [
        'echo "root:$ROOT_PASSWORD" | chpasswd',
        "echo 'root:root' | chpasswd",
        'echo "$TOKEN" | docker login -u ci --password-stdin',
        'echo "root:${PASS}" | chpasswd',
        'echo "root:password" | chpasswd',
      ],
    },
  },
] as const satisfies readonly RuleSpec[];
