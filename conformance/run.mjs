// Tries scanners in every situation and tells, for each, whether it did what it should.
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { commitSituations } from './situations/commit.mjs';
import { historySituations } from './situations/history.mjs';
import { toolFor, tools, versionOf } from './tools.mjs';
import { tryCommit, tryHistory } from './try-situation.mjs';

const help = `conformance/run --tool NAME|COMMAND [--tool …] [--kind commit|history|all] [--history COMMAND]
                [--found CODES] [--only ID,…] [--format text|markdown] [--output FILE] [--verbose]

  --tool     ${Object.keys(tools).join(', ')}, all that run here with "all",
             or a command for a pre-commit hook: "gitleaks git --staged", "my-scanner {files}"
  --history  with a command: the one that scans a whole history
  --found    with a command: its exit codes for "found something" (default 1)

Exit code: 0 when every situation went right (what is marked todo aside), 1 when not, 2 for wrong usage.
`;

function readOptions() {
  try {
    return parseArgs({
      options: {
        tool: { type: 'string', multiple: true },
        kind: { type: 'string', default: 'all' },
        history: { type: 'string' },
        found: { type: 'string' },
        only: { type: 'string' },
        format: { type: 'string', default: 'text' },
        output: { type: 'string' },
        verbose: { type: 'boolean' },
        help: { type: 'boolean' },
      },
    }).values;
  } catch (error) {
    process.stderr.write(`${error.message}\n${help}`);
    process.exit(2);
  }
}

const options = readOptions();
if (options.help) {
  process.stdout.write(help);
  process.exit(0);
}
if (!options.tool?.length || !['commit', 'history', 'all'].includes(options.kind)) {
  process.stderr.write(help);
  process.exit(2);
}

const wanted = options.only?.split(',');
const kinds = [
  { kind: 'commit', situations: commitSituations, run: tryCommit },
  { kind: 'history', situations: historySituations, run: tryHistory },
].filter(({ kind }) => options.kind === 'all' || options.kind === kind);

function resultOf(tool, kind, run, situation) {
  if (tool[kind] === undefined) return { result: 'none', detail: '' };
  const tried = run(tool, situation);
  const isTodo = tool.todo?.includes(situation.id) && tried.result !== 'right';
  return isTodo ? { ...tried, result: 'todo' } : tried;
}

function tryTool(tool) {
  const results = new Map();
  for (const { kind, situations, run } of kinds) {
    for (const situation of situations) {
      if (wanted && !wanted.includes(situation.id)) continue;
      const tried = resultOf(tool, kind, run, situation);
      results.set(`${kind}/${situation.id}`, tried);
      if (tried.result === 'none') continue;
      process.stderr.write(`${tool.name}: ${kind}/${situation.id}: ${tried.result}\n`);
      if (options.verbose && tried.result !== 'right') process.stderr.write(tried.detail.replace(/^/gm, '    '));
    }
  }
  return results;
}

const marks = { right: '✓', missed: 'missed', 'false alarm': 'false alarm', error: 'error', todo: 'todo', none: '—' };

function count(results, kind) {
  const of = [...results].filter(([id]) => id.startsWith(`${kind}/`)).map(([, { result }]) => result);
  if (of.every((result) => result === 'none')) return 'not offered';
  const right = of.filter((result) => result === 'right').length;
  const rest = ['missed', 'false alarm', 'error', 'todo']
    .map((result) => [result, of.filter((one) => one === result).length])
    .filter(([, many]) => many > 0)
    .map(([result, many]) => `${many} ${result}`);
  return [`${right} of ${of.length}`, ...rest].join(', ');
}

function table(columns, rows) {
  if (options.format === 'markdown')
    return [columns, columns.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |\n`).join('');
  const widths = columns.map((_, at) => Math.max(...[columns, ...rows].map((row) => [...row[at]].length)));
  return [columns, ...rows]
    .map(
      (row) =>
        `${row
          .map((cell, at) => cell + ' '.repeat(widths[at] - [...cell].length))
          .join('  ')
          .trimEnd()}\n`,
    )
    .join('');
}

const names = options.tool.flatMap((name) => (name === 'all' ? Object.keys(tools) : [name]));
const tried = [];
for (const name of names) {
  const tool = toolFor(name, options);
  const version = versionOf(tool);
  if (version === null) {
    process.stderr.write(`${tool.name} does not run here\n`);
    if (!options.tool.includes('all')) process.exit(2);
    continue;
  }
  tried.push({ title: `${tool.name} ${version}`.trim(), results: tryTool(tool) });
}

const text = kinds
  .map(({ kind, situations }) => {
    const rows = situations
      .filter(({ id }) => !wanted || wanted.includes(id))
      .map(({ id, title, expect }) => [
        id,
        title,
        expect,
        ...tried.map(({ results }) => marks[results.get(`${kind}/${id}`).result]),
      ]);
    rows.push(['', `all ${rows.length}`, '', ...tried.map(({ results }) => count(results, kind))]);
    return table([kind, 'situation', 'expected', ...tried.map(({ title }) => title)], rows);
  })
  .join('\n');
if (options.output) writeFileSync(options.output, text);
else process.stdout.write(text);
const isRight = tried.every(({ results }) =>
  [...results.values()].every(({ result }) => result === 'right' || result === 'todo' || result === 'none'),
);
process.exitCode = isRight && tried.length > 0 ? 0 : 1;
