// The fuzzer: keeps what reaches new code, changes it, and looks for what is no answer: a fault, a broken promise, a hang.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { BlockCoverage } from './coverage.ts';
import { Dice, mutate } from './mutate.ts';
import { type FuzzTarget, runTarget } from './target.ts';
import { targets } from './targets/index.ts';

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '1' },
    target: { type: 'string', multiple: true, default: [] },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    corpus: { type: 'string', default: 'corpus' },
    keep: { type: 'boolean', default: false },
  },
});

/** Inputs between two looks at the coverage, each of which costs as much as some hundred inputs. */
const batchSize = 1500;
const defaultLongest = 4096;
/** CPU seconds for one small input that are no answer any more. */
const slowSeconds = 0.5;
/** What is kept of a target in the repository. */
const mostKept = 40;
const longestKept = 2048;
/** Each target's share of a round, in CPU seconds. */
const roundSeconds = 5;

const coverage = new BlockCoverage(basename(__filename));
const dice = new Dice(Number(values.seed));
const faultFolder = join(tmpdir(), 'leakgate-fuzz-faults');

const cpuSeconds = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
};
const nameOf = (data: Buffer) => createHash('sha1').update(data).digest('hex').slice(0, 12);

class Campaign {
  readonly target: FuzzTarget;
  readonly corpus: Buffer[];
  readonly words: readonly Buffer[];
  readonly seen = new Set<string>();
  readonly faults = new Map<string, string>();
  runs = 0;
  seconds = 0;
  slowest = 0;

  constructor(target: FuzzTarget) {
    this.target = target;
    this.words = target.words.map((word) => Buffer.from(word, 'latin1'));
    const folder = join(values.corpus, target.name);
    const kept = existsSync(folder) ? readdirSync(folder).map((name) => readFileSync(join(folder, name))) : [];
    this.corpus = [...target.seeds(), ...kept, Buffer.alloc(0)];
  }

  async run(data: Buffer): Promise<void> {
    this.runs++;
    const started = cpuSeconds();
    try {
      await runTarget(this.target, data);
    } catch (error) {
      this.#note(error instanceof Error ? (error.stack ?? error.message) : String(error), data);
    }
    const took = cpuSeconds() - started;
    this.slowest = Math.max(this.slowest, took);
    if (took > slowSeconds) this.#note(`took ${took.toFixed(1)} s`, data);
  }

  #note(what: string, data: Buffer): void {
    const key = what.split('\n').slice(0, 3).join(' ').replace(/\d+/g, '#');
    if (this.faults.has(key)) return;
    mkdirSync(faultFolder, { recursive: true });
    const file = join(faultFolder, `${this.target.name}-${nameOf(data)}`);
    writeFileSync(file, data);
    this.faults.set(key, file);
    console.log(`FAULT ${this.target.name} ${file}\n${what}`);
  }

  #hasNew(blocks: ReadonlySet<string>): boolean {
    for (const block of blocks) if (!this.seen.has(block)) return true;
    return false;
  }

  /** Finds by halving which of the inputs reach a block that none had reached, and takes those in. */
  async #keepNew(inputs: readonly Buffer[]): Promise<void> {
    coverage.take();
    for (const data of inputs) await this.run(data);
    const blocks = coverage.take();
    if (!this.#hasNew(blocks)) return;
    if (inputs.length === 1) {
      for (const block of blocks) this.seen.add(block);
      this.corpus.push(inputs[0]);
      return;
    }
    const half = inputs.length >> 1;
    await this.#keepNew(inputs.slice(0, half));
    await this.#keepNew(inputs.slice(half));
  }

  /** What the corpus reaches, so that only more than that counts as new. */
  async begin(): Promise<void> {
    for (const data of this.corpus) await this.run(data);
    coverage.take();
    for (const data of this.corpus) await this.run(data);
    for (const block of coverage.take()) this.seen.add(block);
  }

  async round(seconds: number): Promise<void> {
    const started = cpuSeconds();
    coverage.take();
    while (cpuSeconds() - started < seconds) {
      const stock = { words: this.words, others: this.corpus };
      const longest = this.target.longest ?? defaultLongest;
      const most = this.target.batch ?? batchSize;
      const batch: Buffer[] = [];
      while (batch.length < most && cpuSeconds() - started < 2 * seconds) {
        batch.push(mutate(dice.pick(this.corpus), dice, stock, longest));
        await this.run(batch[batch.length - 1]);
      }
      const blocks = coverage.take();
      if (this.#hasNew(blocks)) await this.#keepNew(batch);
    }
    this.seconds += cpuSeconds() - started;
  }

  /** The fewest short inputs that reach all that short inputs reach. */
  async keep(): Promise<void> {
    const folder = join(values.corpus, this.target.name);
    rmSync(folder, { recursive: true, force: true });
    if (this.target.isKept === false) return;
    const reached = new Set<string>();
    const chosen: Buffer[] = [];
    coverage.take();
    for (const data of [...this.corpus].sort((a, b) => a.length - b.length)) {
      if (data.length > longestKept || chosen.length === mostKept) break;
      await this.run(data);
      const blocks = [...coverage.take()].filter((block) => !reached.has(block));
      if (blocks.length === 0) continue;
      for (const block of blocks) reached.add(block);
      chosen.push(data);
    }
    mkdirSync(folder, { recursive: true });
    for (const data of chosen) writeFileSync(join(folder, nameOf(data)), data);
  }
}

async function main(): Promise<void> {
  const wanted = targets.filter(({ name }) => values.target.length === 0 || values.target.includes(name));
  if (wanted.length === 0) throw new Error(`no such target; there are ${targets.map(({ name }) => name).join(', ')}`);
  const campaigns = wanted.map((target) => new Campaign(target));
  console.log(`seed ${values.seed}, ${wanted.length} targets, ${values.minutes} minutes of CPU time`);
  for (const campaign of campaigns) await campaign.begin();
  const end = Number(values.minutes) * 60;
  for (let isOver = false; !isOver; )
    for (const campaign of campaigns) {
      await campaign.round(Math.min(roundSeconds, (end - cpuSeconds()) / campaigns.length + 0.1));
      isOver = cpuSeconds() >= end;
      if (isOver) break;
    }
  if (values.keep) for (const campaign of campaigns) await campaign.keep();
  for (const { target, runs, seconds, corpus, seen, faults, slowest } of campaigns)
    console.log(
      `${target.name.padEnd(14)} ${String(runs).padStart(9)} runs ${seconds.toFixed(0).padStart(5)} s CPU ${String(corpus.length).padStart(5)} inputs ${String(seen.size).padStart(5)} blocks, slowest ${slowest.toFixed(2)} s, ${faults.size} faults`,
    );
  console.log(`${(cpuSeconds() / 60).toFixed(1)} minutes of CPU time`);
  process.exitCode = campaigns.some(({ faults }) => faults.size > 0) ? 1 : 0;
}

void main();
