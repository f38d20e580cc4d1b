// The environment every git process of ours gets: what git itself told us, nothing that could run code or bend output.
// An allow-list of GIT_* names, so that a variable of a later git cannot slip in.

/** Tell git which repository, index and object store it works on; `git rev-parse --local-env-vars` and the quarantine. */
const repositoryVariables = [
  'GIT_DIR',
  'GIT_COMMON_DIR',
  'GIT_WORK_TREE',
  'GIT_IMPLICIT_WORK_TREE',
  'GIT_INDEX_FILE',
  'GIT_INDEX_VERSION',
  'GIT_PREFIX',
  'GIT_OBJECT_DIRECTORY',
  'GIT_ALTERNATE_OBJECT_DIRECTORIES',
  'GIT_QUARANTINE_PATH',
  'GIT_SHALLOW_FILE',
  'GIT_NAMESPACE',
  'GIT_REFERENCE_BACKEND',
  'GIT_CONFIG',
  'GIT_CONFIG_PARAMETERS',
  'GIT_CONFIG_COUNT',
  // Which command runs the hook: `merge …`, `pull …`.
  'GIT_REFLOG_ACTION',
] as const;

/** Belong to the user or the machine and hold for any repository. */
const machineVariables = [
  'GIT_EXEC_PATH',
  'GIT_CEILING_DIRECTORIES',
  'GIT_DISCOVERY_ACROSS_FILESYSTEM',
  'GIT_CONFIG_GLOBAL',
  'GIT_CONFIG_SYSTEM',
  'GIT_CONFIG_NOSYSTEM',
] as const;

/** What is always set. */
const fixedVariables = {
  // Absent objects of a partial clone stay absent; git before 2.39.4 knows only the second way to stop the fetch.
  GIT_NO_LAZY_FETCH: '1',
  GIT_ALLOW_PROTOCOL: 'none',
  // The real objects, not what `git replace` or grafts put in their place.
  GIT_NO_REPLACE_OBJECTS: '1',
  GIT_GRAFT_FILE: '/dev/null',
  GIT_LITERAL_PATHSPECS: '1',
  GIT_OPTIONAL_LOCKS: '0',
  GIT_TERMINAL_PROMPT: '0',
  GIT_ADVICE: '0',
  // Error texts are told apart by their English words.
  LC_ALL: 'C',
  LANGUAGE: 'C',
} as const;

/** Change nothing of what git says about an index: who commits, which programs git starts for people, prompts. */
const harmless = [
  ...['GIT_AUTHOR_NAME', 'GIT_AUTHOR_EMAIL', 'GIT_AUTHOR_DATE'],
  ...['GIT_COMMITTER_NAME', 'GIT_COMMITTER_EMAIL', 'GIT_COMMITTER_DATE'],
  ...['GIT_EDITOR', 'GIT_SEQUENCE_EDITOR', 'GIT_MERGE_AUTOEDIT', 'GIT_PAGER', 'GIT_ASKPASS', 'GIT_ADVICE'],
  ...['GIT_SSH', 'GIT_SSH_COMMAND', 'GIT_SSH_VARIANT', 'GIT_TERMINAL_PROMPT', 'GIT_OPTIONAL_LOCKS'],
];
const harmlessFamilies = /^GIT_(?:SSL|HTTP|CURL|PROXY|PS1|INTERNAL)_\w+$/;
const configPair = /^GIT_CONFIG_(KEY|VALUE)_\d+$/;

/** Whether a git that was given the variable as it stands says the same as one that gets `gitEnvironment`. */
export function isKnownToGit(name: string): boolean {
  if (!name.startsWith('GIT_')) return true;
  const names: readonly string[] = [...repositoryVariables, ...machineVariables];
  return names.includes(name) || harmless.includes(name) || harmlessFamilies.test(name) || configPair.test(name);
}

/**
 * The environment for a git process of ours.
 * @param isOtherRepository drops everything that names the repository we were started in: without that, a call on
 *   another repository could read or damage the index of this one
 */
export function gitEnvironment(base: NodeJS.ProcessEnv, isOtherRepository = false): NodeJS.ProcessEnv {
  const allowed = new Set<string>(isOtherRepository ? machineVariables : [...repositoryVariables, ...machineVariables]);
  const env: NodeJS.ProcessEnv = {};
  for (const [name, value] of Object.entries(base)) {
    const upper = name.toUpperCase();
    const isOurs =
      !upper.startsWith('GIT_') ||
      allowed.has(upper) ||
      (!isOtherRepository && upper.startsWith('GIT_CONFIG_') && configPair.test(upper));
    if (isOurs) env[name] = value;
  }
  return Object.assign(env, fixedVariables);
}
