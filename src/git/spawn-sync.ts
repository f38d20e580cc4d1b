// Runs a program to its end and waits, without node:child_process, whose loading (sockets and streams come with it) takes a
// commit longer than git itself. It calls what child_process.spawnSync calls; anything but a plain success is left to that.

/** The part of Node's own `spawn_sync` binding that is used; unchanged since Node 0.12. */
interface SpawnBinding {
  spawn(options: object): {
    readonly status: number | null;
    readonly signal: string | null;
    readonly error?: number;
    readonly output: readonly (Buffer | null)[] | null;
  };
}

export interface PlainSpawn {
  readonly file: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  readonly input: string | Buffer;
  /** Most bytes that may be printed. */
  readonly maxBuffer: number;
}

/** Versions of Node in which the binding is known to be there, to have this form, and to warn of nothing. */
const known = { from: 20, to: 24 };

function binding(): SpawnBinding | null {
  const major = Number.parseInt(process.versions.node, 10);
  // With these Node warns of bindings, or refuses them.
  const isWatched =
    process.execArgv.length > 0 || 'NODE_OPTIONS' in process.env || 'NODE_PENDING_DEPRECATION' in process.env;
  if (major < known.from || major > known.to || isWatched || process.platform === 'win32') return null;
  const { binding: open } = process as unknown as { binding?: (name: string) => SpawnBinding };
  try {
    return open?.('spawn_sync') ?? null;
  } catch {
    // Not to be had: the ordinary way serves.
    return null;
  }
}

/** All of stdout when the program could be started and ended with 0; null for everything else. */
export function spawnPlainly({ file, args, cwd, env, input, maxBuffer }: PlainSpawn): Buffer | null {
  const stdin =
    input.length === 0
      ? { type: 'ignore' }
      : { type: 'pipe', readable: true, writable: false, input: Buffer.from(input) };
  const result = binding()?.spawn({
    file,
    args: [file, ...args],
    cwd,
    envPairs: Object.keys(env).map((name) => `${name}=${env[name]}`),
    // What a failing program says is heard when it is asked again.
    stdio: [stdin, { type: 'pipe', readable: false, writable: true }, { type: 'ignore' }],
    maxBuffer,
  });
  if (!result || result.error !== undefined || result.status !== 0) return null;
  return result.output?.[1] ?? null;
}
