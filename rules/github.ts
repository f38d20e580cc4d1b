// GitHub: tokens of people, apps and runners. The classic forms end in a CRC-32 that shows whether a token was minted.
import type { RuleSpec } from '../src/model/rule.ts';
import { around, named, random, token, typed } from './compose.ts';

const docs =
  'https://docs.github.com/en/authentication/keeping-your-account-and-data-secure/about-authentication-to-github';
const anyoneMayRevoke =
  'Delete it at github.com/settings/tokens; whoever holds it can also revoke it through POST api.github.com/credentials/revoke.';

/** A failed checksum shows that the value was never minted; the long form of app tokens carries none. */
const classic = {
  confidence: 'medium',
  needs: { ...random, checksum: { name: 'github-crc', onFail: 'drop' } },
  docs,
} as const;

function classicExamples(prefix: string, published: string) {
  return around(
    `${prefix}{alnum:30}{crc32b62}`,
    `${prefix}xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx`,
    `${prefix}{alnum:30}`,
    `${prefix}{alnum:37}`,
    published,
  );
}

export const githubRules = [
  {
    id: 'github-pat-classic',
    title: 'GitHub personal access token (classic)',
    why: 'Acts as its owner in every repository that the owner reaches, within its scopes.',
    severity: 'critical',
    anchors: ['ghp_'],
    ...token('ghp_', '[A-Za-z0-9]{36}'),
    ...classic,
    dummies: [4015008204],
    revoke: anyoneMayRevoke,
    examples: classicExamples('ghp_', 'ghp_{hex:4}'),
  },
  {
    id: 'github-fine-grained-pat',
    title: 'GitHub fine-grained personal access token',
    why: 'Reads or changes the repositories that it was made for, as its owner.',
    severity: 'critical',
    anchors: ['github_pat_'],
    ...token('github_pat_', '[A-Za-z0-9]{22}_[A-Za-z0-9]{59}'),
    needs: random,
    facts: ['public-id'],
    revoke: 'Delete it at github.com/settings/personal-access-tokens, or POST it to api.github.com/credentials/revoke.',
    docs,
    examples: around('github_pat_{alnum:22}_{alnum:59}', 'github_pat_{alnum:22}', 'github_pat_{alnum:22}_{alnum:60}'),
  },
  {
    id: 'github-oauth-token',
    title: 'GitHub OAuth access token',
    why: 'Acts as the user who signed in to the application; `gh auth login` stores one.',
    severity: 'critical',
    anchors: ['gho_'],
    ...token('gho_', '[A-Za-z0-9]{36}'),
    ...classic,
    dummies: [584986511],
    revoke: 'Revoke the application at github.com/settings/applications.',
    examples: classicExamples('gho_', 'gho_{hex:4}'),
  },
  {
    id: 'github-user-to-server-token',
    title: 'GitHub app user token',
    why: 'Acts for a user through a GitHub app, for up to eight hours.',
    severity: 'high',
    anchors: ['ghu_'],
    ...token('ghu_', '[A-Za-z0-9]{36}'),
    ...classic,
    dummies: [4062025885],
    revoke: 'Revoke the app authorisation at github.com/settings/applications.',
    examples: classicExamples('ghu_', 'ghu_{hex:4}'),
  },
  {
    id: 'github-app-installation-token',
    title: 'GitHub app installation token',
    why: 'Acts as a GitHub app in the repositories where it is installed, for an hour.',
    severity: 'high',
    anchors: ['ghs_'],
    ...token(
      'ghs_',
      '(?:[A-Za-z0-9]{36}|[A-Za-z0-9]{1,20}_eyJ[A-Za-z0-9_\\-]{10,400}\\.eyJ[A-Za-z0-9_\\-]{10,1200}\\.[A-Za-z0-9_\\-]{20,700})',
    ),
    ...classic,
    dummies: [2264527643],
    revoke: 'It expires within the hour; DELETE /installation/token ends it now.',
    examples: {
      match: [...classicExamples('ghs_', '').match, 'ghs_{digit:7}_{jwt}'],
      ignore: ['ghs_{alnum:20}', 'ghs_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx'],
    },
  },
  {
    id: 'github-refresh-token',
    title: 'GitHub app refresh token',
    why: 'Makes new user tokens for a GitHub app for six months.',
    severity: 'high',
    anchors: ['ghr_'],
    ...token('ghr_', '(?:[A-Za-z0-9]{76}|[A-Za-z0-9]{36})'),
    // How its checksum is built is known by analogy, so a failed one only lowers it.
    needs: { ...random, checksum: { name: 'github-crc', onFail: 'lower' } },
    dummies: [2577837899],
    revoke: 'Revoke the app authorisation at github.com/settings/applications.',
    docs,
    examples: around('ghr_{alnum:70}{crc32b62}', 'ghr_{alnum:20}', 'ghr_{alnum:77}'),
  },
  {
    id: 'github-oauth-client-secret',
    title: 'GitHub OAuth client secret',
    why: 'Lets anyone pose as the application when it trades codes for tokens.',
    severity: 'high',
    confidence: 'medium',
    kind: 'token',
    anchors: ['github', 'gh_client'],
    ...named('(?:github|gh_)(?=[A-Za-z0-9_.\\-"\'\\s(){}\\[\\],:=>]{0,40}?secret)', '[0-9a-f]{40}', { isKeyed: true }),
    needs: { entropy: 2.9, classes: 2 },
    revoke: 'Make a new client secret in the settings of the OAuth app and delete this one.',
    docs: 'https://docs.github.com/en/apps/oauth-apps',
    examples: {
      match: ['GITHUB_CLIENT_SECRET={hex:40}', 'github:\n  client_secret: "{hex:40}"'],
      ignore: ['GITHUB_SHA={hex:40}', 'GITHUB_CLIENT_SECRET={hex:39}', 'uses: github/action@{hex:40}'],
    },
  },
  {
    id: 'github-legacy-hex-token',
    title: 'GitHub token (old form)',
    why: 'Acts as its owner if it was never replaced since 2021.',
    severity: 'high',
    confidence: 'medium',
    kind: 'token',
    anchors: [
      'github_token',
      'gh_token',
      'github-token',
      'githubtoken',
      'github_access_token',
      'github_oauth',
      'githubpat',
    ],
    ...named('(?:github|gh)[_\\-]?(?:access|oauth|api|personal|auth)?[_\\-]?(?:token|oauth|pat)', '[0-9a-f]{40}'),
    needs: { entropy: 2.9, classes: 2 },
    dummies: [1422540175],
    revoke: anyoneMayRevoke,
    docs,
    examples: {
      match: ['GITHUB_TOKEN={hex:40}', "github_token: '{hex:40}'"],
      ignore: ['GITHUB_SHA={hex:40}', 'GITHUB_TOKEN=$' + '{{ secrets.GITHUB_TOKEN }}'],
    },
  },
  {
    id: 'github-webhook-secret',
    title: 'GitHub webhook secret',
    why: 'Forges events that the receiver takes for GitHub’s.',
    severity: 'medium',
    anchors: ['webhook_secret', 'webhook-secret', 'webhooksecret'],
    ...typed('(?:github|gh)[A-Za-z0-9_.\\-]{0,16}webhook[_\\-]?secret', 8, 128),
    needs: { judge: 'password', text: true },
    revoke: 'Edit the webhook in the settings of the repository or app and set a new secret.',
    docs: 'https://docs.github.com/en/webhooks',
    examples: {
      match: ['GITHUB_WEBHOOK_SECRET={alnum:24}', "githubWebhookSecret: '{hex:40}'"],
      ignore: ['GITHUB_WEBHOOK_SECRET=changeme', 'GITHUB_WEBHOOK_SECRET=$' + '{SECRET}', 'WEBHOOK_URL={alnum:24}'],
    },
  },
] as const satisfies readonly RuleSpec[];
