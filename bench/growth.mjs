// Histories that grow: one file of the same size, more and more versions of it. What git stores hardly grows; what every version
// holds together does. A sweep that reads what changed must follow the first, not the second.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const lines = 4000;
const lineOf = (line, round) =>
  `const value_${line} = "${((line * 7919 + round * 104729) % 1_000_003).toString(36)}";\n`;

/** A repository with `versions` commits, each of which changes one line of a file of some 130 kB. */
export function growRepository(versions) {
  const folder = mkdtempSync(join(tmpdir(), 'leakgate-growth-'));
  const git = (args, input) => {
    const { status, stderr, stdout } = spawnSync('git', args, { cwd: folder, input, maxBuffer: 1 << 30 });
    if (status !== 0) throw new Error(`git ${args[0]}: ${stderr}`);
    return String(stdout);
  };
  git(['init', '-q', '--bare']);
  const text = Array.from({ length: lines }, (_, line) => lineOf(line, 0));
  const parts = [];
  for (let round = 1; round <= versions; round++) {
    text[(round * 31) % lines] = lineOf((round * 31) % lines, round);
    const content = text.join('');
    parts.push(
      `commit refs/heads/main\ncommitter bench <bench@example.com> ${1_700_000_000 + round} +0000\ndata 1\n.\nM 644 inline file.ts\ndata ${content.length}\n${content}\n`,
    );
    // In pieces: the whole of it would not fit into memory.
    if (parts.length === 200 || round === versions) {
      if (round > 200) parts[0] = parts[0].replace('M 644', 'from refs/heads/main^0\nM 644');
      git(['fast-import', '--quiet', '--force'], parts.splice(0).join(''));
    }
  }
  git(['repack', '-adfq', '--depth=50', '--window=10']);
  const packed = Number(/size-pack: (\d+)/.exec(git(['count-objects', '-v']))[1]) / 1024;
  return {
    folder,
    content: (versions * text.join('').length) / 1e6,
    packed,
    remove: () => rmSync(folder, { recursive: true }),
  };
}
