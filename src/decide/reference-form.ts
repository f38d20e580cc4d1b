// What to write where a literal stands: the reference that this kind of file has for secrets, with the name that is used there.
import type { Facts } from '../model/candidate.ts';
import type { Layer } from '../model/layer.ts';

/** A secret in a text: where it begins, and what is known of its place. */
export interface Literal {
  readonly path: string | null;
  /** The text of the file; the same object for all that stands in the same text. */
  readonly text: Pick<Layer, 'bytes'>;
  /** Where the secret begins in it. */
  readonly at: number;
  readonly facts: Facts;
  /** Whether a word reads as drawn at random: what stands before a secret may be another one, and is no name then. */
  readonly looksRandom: (word: string) => boolean;
}

/** How much of the text before the secret is looked at for its name, and how much of the file for what it is; in bytes. */
const nameReach = 400;
const headReach = 65_536;

/** `- name: DB_PASSWORD` above or before `value:`. */
const listed =
  /(?:name|NAME|Name)["']?[ \t]{0,4}[:=][ \t]{0,4}["']?([A-Za-z_][\w.-]{0,63})["']?,?\s{1,40}["']?[vV]alue["']?[ \t]{0,4}[:=][ \t]{0,4}["']?$/;
/** `DBPassword:` above `Default:`, `"adminPassword": { "value": …`, with some lines between. */
const keyAbove =
  /([A-Za-z_][\w.-]{0,63})["']?[ \t]{0,2}:\s{0,4}\{?\s{1,40}(?:["']?\w{1,24}["']?:[ \t]{1,4}[^\s][^\r\n]{0,100}\r?\n[ \t]{1,40}){0,4}["']?(?:value|default(?:Value)?)["']?[ \t]{0,4}[:=][ \t]{0,4}["']?$/i;
const keyBefore = /([A-Za-z_][\w.-]{0,63})["']:\{"value":\s?"$/;
/** `param adminPassword string = '…'` (Bicep). */
const typed = /([A-Za-z_]\w{0,63})[ \t]{1,4}string[ \t]{0,4}=[ \t]{0,4}["']$/;
/** What stands behind another value (`user:name:…`), or is parted by a blank alone, may be a secret itself. */
const assigned = /(?<![\w.:=/@-])([A-Za-z_][\w.-]{2,63})["']?[ \t]{0,4}[:=][ \t]{0,4}["'`]?$/;
const instruction = /(?<![\w-])(?:ENV|ARG)[ \t]{1,4}([A-Za-z_]\w{1,63})[ \t]{1,4}["']?$/i;
/** It is no secret where its last word says what it names. */
const telling =
  /(?<![\w-])((?:[A-Za-z_][\w.-]{0,50}(?:[_.-]|(?<=[a-z0-9])(?=[A-Z])))?(?:[Pp]ass(?:[Ww]ord|wd|phrase)?|[Pp]wd|[Ss]ecret|[Tt]oken|[Kk]ey|[Cc]redentials?|[Aa]uth|PASS(?:WORD|WD|PHRASE)?|PWD|SECRET|TOKEN|KEY|CREDENTIALS?|AUTH))["']?(?:[ \t]{0,4}[:=]|[ \t])[ \t]{0,4}["'`]?$/;
/** Words before a value that are no name of it. */
const noName = /^(?:value|default|defaultValue|string|echo|printf|root|admin|user|export)$/i;

interface Named {
  readonly name: string;
  readonly isListed: boolean;
}

/** What follows the name in the forms that go over lines, at the end of the text: looked for first, since that is quick. */
const valueEnd = /["']?(?:value|default(?:Value)?)["']?[ \t]{0,4}[:=][ \t]{0,4}["']?$/i;
const longestValueEnd = 40;
/** No form within a line is longer, with the character before it. */
const nearReach = 96;

function nameOf({ text: { bytes }, at, looksRandom }: Literal): Named {
  const before = bytes.toString('latin1', Math.max(0, at - nameReach), at);
  const near = before.slice(-nearReach);
  const goesOverLines = valueEnd.test(before.slice(-longestValueEnd));
  const item = goesOverLines ? listed.exec(before)?.[1] : undefined;
  if (item !== undefined && !looksRandom(item)) return { name: item, isListed: true };
  for (const form of [typed, keyBefore, keyAbove, assigned, instruction, telling]) {
    const name = form === keyAbove ? goesOverLines && form.exec(before)?.[1] : form.exec(near)?.[1];
    if (name && !noName.test(name) && !looksRandom(name)) return { name: name.replace(/^_+/, ''), isListed: false };
  }
  return { name: 'secret_name', isListed: false };
}

const upper = (name: string) =>
  name
    .replace(/([a-z0-9])([A-Z])|([A-Z])([A-Z][a-z])/g, '$1$3_$2$4')
    .replace(/\W/g, '_')
    .toUpperCase();
const lower = (name: string) => upper(name).toLowerCase();
const dashed = (name: string) => lower(name).replaceAll('_', '-');

type Sentence = (name: string, literal: Literal) => string;

/** By the name of the file. The forms are those of the vendors' own documentation. */
const byPath: readonly (readonly [RegExp, Sentence])[] = [
  [
    /(?:^|\/)\.(?:github|gitea|forgejo)\/.*\.ya?ml$/,
    (name) => `Write \`\${{ secrets.${upper(name)} }}\` here, and keep the value in the secrets of the repository.`,
  ],
  [
    /(?:^|\/)[^/]*\.gitlab-ci\.ya?ml$|(?:^|\/)\.gitlab\/ci\//,
    (name) => `Write \`$${upper(name)}\` here, and keep the value in a masked CI/CD variable of the project.`,
  ],
  [
    /(?:^|\/)Jenkinsfile[^/]*$|\.jenkinsfile$/i,
    (name) => `Write \`credentials('${dashed(name)}')\` here, and keep the value in the credentials of Jenkins.`,
  ],
  [
    /(?:^|\/)\.circleci\/[^/]+\.ya?ml$/,
    (name) =>
      `Write \`$${upper(name)}\` here, and keep the value in a context or an environment variable of the project.`,
  ],
  [
    /(?:^|\/)\.?azure-pipelines?[^/]*(?:\/.*)?\.ya?ml$/,
    (name) => `Write \`$(${upper(name)})\` here, and keep the value in a secret variable or a variable group.`,
  ],
  [
    /(?:^|\/)bitbucket-pipelines\.ya?ml$/,
    (name) => `Write \`$${upper(name)}\` here, and keep the value in a secured variable of the repository.`,
  ],
  [/(?:^|\/)\.travis\.ya?ml$/, (name) => `Write what \`travis encrypt ${upper(name)}=…\` gives as \`secure:\` here.`],
  [
    /(?:^|\/)\.(?:drone|woodpecker)(?:\/.*)?\.ya?ml$/,
    (name) => `Write \`from_secret: ${lower(name)}\` here, and keep the value in the secrets of the repository.`,
  ],
  [
    /(?:^|\/)(?:Dockerfile|Containerfile)[^/]*$|\.(?:dockerfile|containerfile)$/i,
    (name, literal) =>
      /^\s*(?:ENV|ARG)\b/i.test(instructionAt(literal))
        ? `Leave it out of the image: both \`ENV\` and \`ARG\` are kept in it. Use \`RUN --mount=type=secret,id=${lower(name)}\` while building, and hand \`${upper(name)}\` over when it runs.`
        : `Read it from a mounted secret, which is in no layer: \`RUN --mount=type=secret,id=${lower(name)}\`.`,
  ],
  [
    /(?:^|\/)(?:docker-)?compose[^/]*\.ya?ml$/,
    (name) => `Write \`\${${upper(name)}}\` here and keep the value in a file that git ignores, or use \`secrets:\`.`,
  ],
  [
    /(?:^|\/)\.?devcontainer\.json$/,
    (name) => `Write \`\${localEnv:${upper(name)}}\` here, and set the variable on the machine.`,
  ],
  [
    /\.tfstate(?:\.backup)?$|(?:^|\/)tfstate(?:-prev)?$/,
    () =>
      'Take the state out of git and keep it in a remote backend that encrypts it; mark the value `ephemeral` where the provider can.',
  ],
  [/\.tfvars(?:\.json)?$/, (name) => `Leave it out of the file, and set \`TF_VAR_${name}\` in the environment.`],
  [/\.tf(?:\.json)?$/, (name) => `Write \`var.${lower(name)}\` here, declared with \`sensitive = true\`.`],
  [
    /\.bicep$/,
    (name) => `Mark \`${name}\` with \`@secure()\` and without a value, and pass it by \`getSecret()\` of a key vault.`,
  ],
  [
    /\.parameters\.json$/,
    () =>
      'Write `"reference": { "keyVault": …, "secretName": … }` instead of `"value"`, and keep the value in the key vault.',
  ],
  [
    /(?:^|\/)Pulumi\.[^/]+\.ya?ml$/,
    (name) => `Set it encrypted: \`pulumi config set --secret ${name}\`; it then stands as \`secure:\`.`,
  ],
  [
    /(?:^|\/)serverless\.(?:ya?ml|json)$/,
    (name) => `Write \`\${ssm:/path/${dashed(name)}}\` here, and keep the value in the parameter store.`,
  ],
  [
    /(?:^|\/)(?:group_vars|host_vars)(?:\/|\.ya?ml$)|(?:^|\/)(?:playbooks?|roles)\/.*\.ya?ml$/,
    (name) => `Write what \`ansible-vault encrypt_string --stdin-name ${lower(name)}\` gives here.`,
  ],
  [
    /(?:^|\/)values[^/]*\.ya?ml$/,
    () =>
      'Leave it empty here: name a Secret that is already in the cluster (`existingSecret`), or pass the value while installing.',
  ],
  [
    /(?:^|\/)kustomization\.ya?ml$/,
    () => 'Read it from a file that git ignores (`envs:`, `files:`), or use a SealedSecret or ExternalSecret.',
  ],
];

const inManifest =
  'Keep the manifest out of git, or commit it sealed: as a SealedSecret, an ExternalSecret, or encrypted by SOPS.';

/** Whether it is a value of a Secret, as the reader of those says it. */
const isInManifest = ({ key = '' }: Facts) => /^(?:data|stringData)[.[]/.test(key);

type FileForm = 'manifest' | 'kubeconfig' | 'cloudformation' | 'plan' | 'arm' | 'other';

/** By text: it is asked for each finding in it. */
const fileForms = new WeakMap<Literal['text'], FileForm>();

function fileFormOf(text: Literal['text']): FileForm {
  let form = fileForms.get(text);
  if (form === undefined) {
    form = mayHaveForm(text.bytes) ? readFileForm(text.bytes.toString('latin1', 0, headReach)) : 'other';
    fileForms.set(text, form);
  }
  return form;
}

/**
 * What the forms below cannot do without, one each, and a piece of it to look for first: a search for few bytes that begin with
 * a rare one takes a tenth of the time of any other (0.03 ms for each megabyte of source code).
 */
const formSigns = (
  [
    ['Version', 'apiVersion'],
    ['WS', 'AWS'],
    ['_versio', 'format_version'],
    ['zure.co', 'schema.management.azure.com'],
  ] as const
).map(([piece, sign]) => [Buffer.from(piece), Buffer.from(sign)]);

function mayHaveForm(bytes: Buffer): boolean {
  const head = bytes.subarray(0, headReach);
  return formSigns.some(([piece, sign]) => head.includes(piece) && head.includes(sign));
}

/** @param head the text from its beginning */
function readFileForm(head: string): FileForm {
  if (/^["']?apiVersion["']?:/m.test(head) && /^[ -]{0,4}["']?kind["']?:/m.test(head))
    return /^kind:[ ]+["']?Config["']?\s*$/m.test(head) ? 'kubeconfig' : 'manifest';
  if (/AWSTemplateFormatVersion|["']?Type["']?: ?["']?AWS::/.test(head)) return 'cloudformation';
  if (/"format_version"/.test(head) && /"(?:planned_values|terraform_version)"/.test(head)) return 'plan';
  return /schema\.management\.azure\.com\/schemas\//.test(head) ? 'arm' : 'other';
}

/** By what stands in the file. */
function byContent(literal: Literal): string | undefined {
  if (isInManifest(literal.facts)) return inManifest;
  switch (fileFormOf(literal.text)) {
    case 'kubeconfig':
      return 'Keep the kubeconfig out of git, and let it fetch credentials itself: `users[].user.exec`.';
    case 'manifest': {
      const { name, isListed } = nameOf(literal);
      return isListed || /\bname:/.test(lineAt(literal))
        ? `Write \`valueFrom: { secretKeyRef: { name: my-secret, key: ${dashed(name)} } }\` instead of \`value:\`, and keep the value in that Secret.`
        : 'Move it from here to a Secret, and refer to that: `secretKeyRef`, `envFrom`, or a volume.';
    }
    case 'cloudformation':
      return `Write \`{{resolve:secretsmanager:${dashed(nameOf(literal).name)}}}\` here, and keep the value in Secrets Manager.`;
    case 'plan':
      return 'Keep plans out of git: `terraform show -json` writes sensitive values as they are.';
    case 'arm':
      return 'Write `"reference": { "keyVault": …, "secretName": … }` instead of `"value"`, and keep the value in the vault.';
    case 'other':
      return undefined;
  }
}

function lineAt({ text: { bytes }, at }: Literal): string {
  const before = bytes.toString('latin1', Math.max(0, at - nameReach), at);
  return before.slice(before.lastIndexOf('\n') + 1);
}

/** The instruction of a Dockerfile that the line of the secret belongs to: lines before it may end in a backslash. */
function instructionAt({ text: { bytes }, at }: Literal): string {
  const lines = bytes.toString('latin1', Math.max(0, at - 4 * nameReach), at).split('\n');
  let from = lines.length - 1;
  while (from > 0 && /\\\s*$/.test(lines[from - 1])) from--;
  return lines[from];
}

/** By path, the sentence of its kind of file. Beyond so many all are forgotten. */
const sentences = new Map<string, Sentence | null>();
const mostPaths = 4096;

function sentenceFor(path: string): Sentence | null {
  let sentence = sentences.get(path);
  if (sentence === undefined) {
    sentence = byPath.find(([form]) => form.test(path))?.[1] ?? null;
    if (sentences.size >= mostPaths) sentences.clear();
    sentences.set(path, sentence);
  }
  return sentence;
}

/** One sentence: what to write instead of the secret; undefined where the kind of file is not known. Holds nothing of the value. */
export function referenceFor(literal: Literal): string | undefined {
  const { path } = literal;
  const told = path === null || isInManifest(literal.facts) ? null : sentenceFor(path);
  return told?.(nameOf(literal).name, literal) ?? byContent(literal);
}
