// The fixed text that every match of a pattern holds: what the automaton looks for before the pattern runs.
import type { AST } from '@eslint-community/regexpp';
import { extentOf } from './pattern-cost.ts';

/** A fixed text, and how many bytes may stand before it in a match. */
export interface FixedText {
  readonly text: string;
  readonly before: number;
}

/** Shorter ones stand in nearly every file. */
export const leastAnchor = 3;

/** One fixed text for each way that a pattern may begin; null where some way has none that is long enough. */
export function fixedTexts(alternatives: readonly AST.Alternative[]): readonly FixedText[] | null {
  const found: FixedText[] = [];
  for (const { elements } of alternatives) {
    const texts = textsOf(elements);
    if (texts === null) return null;
    found.push(...texts);
  }
  return found;
}

/** The best choice in a sequence: the longest run of plain characters, or a group whose every alternative has one. */
function textsOf(elements: readonly AST.Element[]): readonly FixedText[] | null {
  const choices: (readonly FixedText[])[] = [];
  let before = 0;
  let run = '';
  let runBefore = 0;
  const close = () => {
    if (run.length >= leastAnchor) choices.push([{ text: run, before: runBefore }]);
    run = '';
  };
  for (const node of elements) {
    const letter = letterOf(node);
    if (letter === null) close();
    else {
      if (run === '') runBefore = before;
      run += letter;
    }
    const inner = node.type === 'Group' || node.type === 'CapturingGroup' ? fixedTexts(node.alternatives) : null;
    if (inner) choices.push(inner.map((text) => ({ text: text.text, before: before + text.before })));
    before += extentOf(node).consumed;
  }
  close();
  const shortest = (texts: readonly FixedText[]) => Math.min(...texts.map(({ text }) => text.length));
  const atStart = choices.find((texts) => texts.every((text) => text.before === 0));
  // One that every match begins with needs no search around it, and is taken before longer ones.
  return atStart ?? choices.sort((a, b) => shortest(b) - shortest(a))[0] ?? null;
}

function letterOf(node: AST.Element): string | null {
  if (node.type !== 'Character' || node.value < 0x20 || node.value > 0x7e) return null;
  return String.fromCharCode(node.value);
}
