// A repository with our hook files and a fake Node that writes down how it was called; nothing of this machine's own Node
// installations is in reach, so that "not found" can be tested.
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { ScratchRepo } from './scratch-repo.ts';

const shipped = join(import.meta.dirname, '..', '..', 'hooks');
const names = ['pre-commit', 'pre-merge-commit', 'commit-msg', 'pre-push', 'pre-receive'];

/** The places outside the home folder that hooks/leakgate.sh looks at; tests point them at nothing. */
const systemPlaces =
  '/opt/homebrew/bin/node /usr/local/bin/node /home/linuxbrew/.linuxbrew/bin/node /usr/bin/node \\\n' +
  '    /opt/local/bin/node /snap/bin/node \\\n' +
  "    '/c/Program Files/nodejs/node.exe'";

function findProgram(name: string): string | null {
  const folders = (process.env.PATH ?? '').split(':');
  return folders.map((folder) => join(folder, name)).find((path) => existsSync(path)) ?? null;
}

const dash = findProgram('dash') ?? '/bin/sh';
const bash = findProgram('bash');
const busybox = findProgram('busybox');

/** Every POSIX shell of this machine that people's hooks may run under: name, program, arguments. */
export const shells: readonly { name: string; command: readonly string[] }[] = [
  { name: 'dash', command: [dash] },
  ...(bash === null ? [] : [{ name: 'bash --posix', command: [bash, '--posix'] }]),
  ...(busybox === null ? [] : [{ name: 'busybox ash', command: [busybox, 'ash'] }]),
];

export interface HookRun {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface NodeCall {
  /** Options for Node itself that stand in front. */
  readonly options: readonly string[];
  readonly args: readonly string[];
  readonly stdin: string;
  readonly env: Readonly<Record<string, string>>;
}

export class HookScene {
  readonly repo: ScratchRepo;
  /** PATH for the hooks: a few tools, git, no Node. */
  readonly tools: string;
  readonly #command: readonly string[];
  readonly #record: string;

  constructor(repo: ScratchRepo, command: readonly string[] = shells[0].command) {
    this.repo = repo;
    this.#command = command;
    this.tools = join(repo.root, 'tools');
    this.#record = join(repo.root, 'record');
    mkdirSync(this.tools);
    mkdirSync(this.#record);
    for (const tool of ['cat', 'env', 'git', 'grep', 'sh', 'tr']) {
      const program = findProgram(tool);
      if (program !== null) symlinkSync(program, join(this.tools, tool));
    }
  }

  /** Copies the shipped hook files into `folder`, `change` applied to each text. */
  putHooks(folder: string, change: (text: string) => string = (text) => text): void {
    mkdirSync(folder, { recursive: true });
    for (const name of [...names, 'leakgate.sh']) {
      const text = readFileSync(join(shipped, name), 'utf8');
      const hermetic = text.replace(systemPlaces, `'${this.repo.root}/no/node'`);
      if (name === 'leakgate.sh' && hermetic === text) throw new Error('hooks/leakgate.sh lists other places now');
      writeFileSync(join(folder, name), change(hermetic));
      chmodSync(join(folder, name), 0o755);
    }
  }

  /** Makes a Node that tells `version`, writes its call down, and ends with `status`. */
  putNode(path: string, { version = 'v22.1.0', status = 0 }: { version?: string; status?: number } = {}): string {
    const record = this.#record;
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(
      path,
      `#!${dash}
if [ "$1" = --version ]; then echo ${version}; exit 0; fi
printf '%s\\0' "$@" >'${record}/args'
'${this.tools}/env' >'${record}/env'
'${this.tools}/cat' >'${record}/stdin'
${status > 128 ? `kill -${status - 128} $$` : `exit ${status}`}
`,
      { mode: 0o755 },
    );
    return path;
  }

  /** Makes node_modules/leakgate in `folder` and returns the path of its command. */
  putPackage(folder: string): string {
    const cli = join(folder, 'node_modules', 'leakgate', 'dist', 'leakgate.js');
    mkdirSync(dirname(cli), { recursive: true });
    writeFileSync(cli, '');
    return cli;
  }

  /** Writes `<git folder>/leakgate/runtime`. */
  putRecord(gitFolder: string, node: string, cli: string): void {
    mkdirSync(join(gitFolder, 'leakgate'), { recursive: true });
    writeFileSync(join(gitFolder, 'leakgate', 'runtime'), `${node}\n${cli}\n`);
  }

  /** The environment of a hook: as bare as a graphical client leaves it, and what is given. */
  environment(env: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
    return { ...this.repo.env, HOME: undefined, PATH: this.tools, ...env };
  }

  /** Runs a hook file the way git does, at the top of the working tree. */
  run(
    hook: string,
    args: readonly string[] = [],
    options: { input?: string; env?: NodeJS.ProcessEnv; cwd?: string; stdin?: number } = {},
  ): HookRun {
    rmSync(join(this.#record, 'args'), { force: true });
    const [shell, ...first] = this.#command;
    const { status, signal, stdout, stderr } = spawnSync(shell, [...first, hook, ...args], {
      cwd: options.cwd ?? this.repo.dir,
      env: this.environment(options.env),
      ...(options.stdin === undefined ? { input: options.input ?? '' } : { stdio: [options.stdin, 'pipe', 'pipe'] }),
      encoding: 'utf8',
    });
    return { status: signal === null ? status : 128 + (signal === 'SIGINT' ? 2 : 15), stdout, stderr };
  }

  /** How the fake Node was called; null when it was not. */
  call(): NodeCall | null {
    const file = (name: string) => readFileSync(join(this.#record, name), 'utf8');
    if (!existsSync(join(this.#record, 'args'))) return null;
    const pairs = file('env')
      .split('\n')
      .filter((line) => line.includes('='))
      .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]);
    const all = file('args').split('\0').slice(0, -1);
    const first = all.findIndex((arg) => !arg.startsWith('--'));
    const [options, args] = [all.slice(0, first), all.slice(first)];
    return { options, args, stdin: file('stdin'), env: Object.fromEntries(pairs) };
  }
}

/** Writes an executable shell script. */
export function putScript(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `#!${dash}\n${text}\n`, { mode: 0o755 });
}
