// What a path says about the file: it changes how sure a finding is, and one class is a leak by itself.

/**
 * `env`: a real .env file. `lock`: written by a package manager, full of hashes. `bundle`: minified or generated.
 * `test`: tests, fixtures, examples. `prose`: documentation. `translation`: texts by
 * language, where every word for a secret is a label. Notebooks are programs and belong to none of these. `settings`: config formats, where a bare value is a literal.
 */
export type PathClass = 'env' | 'lock' | 'bundle' | 'test' | 'prose' | 'translation' | 'settings' | 'plain';

const template = /(?:^|[._-])(?:example|sample|template|tmpl|tpl|dist|defaults?|schema|vault|stub|skel)(?:[._-]|$)/;
/** The same without `vault`, which marks an encrypted .env file and, elsewhere, the password of one. */
const filledIn = /(?:^|[._-])(?:example|sample|template|tmpl|tpl|dist|defaults?|schema|stub|skel)(?:[._-]|$)/;
const envName =
  /^(?:\.env(?:\..+)?|\.envrc|\.dev\.vars|\.flaskenv|.+\.env|\.env-.+|env\.(?:local|production|prod|staging|development|dev))$/;
const lockName =
  /^(?:package-lock\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.yaml|bun\.lockb?|composer\.lock|gemfile\.lock|cargo\.lock|poetry\.lock|pdm\.lock|uv\.lock|pipfile\.lock|go\.sum|go\.work\.sum|mix\.lock|pubspec\.lock|podfile\.lock|packages\.lock\.json|flake\.lock|deno\.lock|gradle\.lockfile|conan\.lock|.+\.lock\.hcl|paket\.lock|chart\.lock|requirements.*\.txt|cpanfile\.snapshot|.+\.resolved)$/;
const bundleName = /(?:[.-]min\.(?:js|css|mjs)|\.bundle\.js|\.map|\.wasm|\.svg|-lock\.json|\.snap)$/;
const bundleFolder =
  /(?:^|\/)(?:node_modules|bower_components|vendor|third_party|third-party|site-packages|dist-packages|\.?venv|virtualenv|pods|carthage|\.yarn\/releases|\.yarn\/cache|dist\/assets)\//;
const testFolder =
  /(?:^|\/)(?:tests?|t|xt|testsuites?|__tests__|specs?|fixtures?|__fixtures__|testdata|test-data|test_data|mocks?|__mocks__|examples?|samples?|demos?|e2e|cypress|stubs?|testing|integration[-_]tests?)\//;
const testName =
  /(?:[._-](?:test|tests|spec|mock|fixture|example|sample)s?\.[a-z0-9]+$|^(?:test|conftest|mock)[_.-]|(?:Test|Tests|Spec|IT)\.[a-z]+$)/;
const proseName =
  /(?:\.(?:md|markdown|mdx|rst|adoc|asciidoc|pod|tex|html?|man|\d|rst\.txt)|^(?:readme|changelog|changes|news|00-releasenotes|release[-_]?notes)(?:\.txt)?)$/;
const proseFolder = /(?:^|\/)(?:docs?|documentation|_sources|_build|man|wiki)\//;
const translationName =
  /(?:\.(?:po|pot|mo|xlf|xliff|arb|resx|ftl|lang|strings)|^(?:messages|strings|translations?|labels)(?:[._-][a-z]{2}(?:[_-][a-z]{2,4})?)?\.(?:properties|json|ya?ml|xml|php))$/;
const translationFolder =
  /(?:^|\/)(?:locales?|_locales|i18n|l10n|translations?|lang|langs|languages|[a-z-]+\.lproj|values-[a-z]{2})\//;
const settingsName =
  /(?:\.(?:ya?ml|toml|ini|cfg|conf|config|properties|tfvars|xml|plist|netrc|pgpass|cnf|service|rc|sh|bash|zsh|ps1|bat|cmd)|^\.(?:npmrc|pypirc|netrc|pgpass|my\.cnf|git-credentials)|^(?:dockerfile|credentials|config)(?:\..+)?)$/;

/** Whether the last component of a path (lower case) says that the file is a template to be filled in. */
export function isTemplateName(path: string): boolean {
  return filledIn.test(path.slice(path.lastIndexOf('/') + 1));
}

/** The class of a repository or file path (`/` between folders; `\` is taken for it). */
export function pathClass(path: string): PathClass {
  const unixPath = path.replaceAll('\\', '/');
  const name = unixPath.slice(unixPath.lastIndexOf('/') + 1);
  const lowerName = name.toLowerCase();
  if (envName.test(lowerName) && !template.test(lowerName)) return 'env';
  if (lockName.test(lowerName)) return 'lock';
  const lowerPath = unixPath.toLowerCase();
  if (bundleName.test(lowerName) || bundleFolder.test(lowerPath)) return 'bundle';
  if (testFolder.test(lowerPath) || testName.test(name) || template.test(lowerName)) return 'test';
  if (translationName.test(lowerName) || translationFolder.test(lowerPath)) return 'translation';
  if (proseName.test(lowerName) || proseFolder.test(lowerPath)) return 'prose';
  return settingsName.test(lowerName) ? 'settings' : 'plain';
}
