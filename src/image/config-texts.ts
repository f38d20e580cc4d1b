// What the config of an image says in words: environment, labels, commands, and how each layer was made.

export interface ConfigText {
  /** `config Env`, `history 3: RUN`. */
  readonly step: string;
  readonly text: string;
}

type Json = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A value as text: lists of words on one line, what has names one name a line. */
function textOf(value: unknown, between: string): string {
  if (Array.isArray(value)) return value.map((item) => textOf(item, ' ')).join(between);
  if (!isObject(value)) return value === null || value === undefined ? '' : String(value);
  return Object.entries(value)
    .map(([key, item]) => `${key}=${textOf(item, ' ')}`)
    .join('\n');
}

export interface HistoryEntry {
  /** From 1. */
  readonly number: number;
  /** The first word of the instruction, `RUN`; nothing else of it, since a secret may stand in it. */
  readonly word: string;
  readonly makesLayer: boolean;
  readonly text: string;
}

/** docker's classic builder ran all but RUN as a no-op whose text is the instruction. */
const noOperation = /^\/bin\/sh -c #\(nop\)\s+/;
const instruction =
  /^(?:RUN|COPY|ADD|ENV|ARG|LABEL|CMD|ENTRYPOINT|USER|WORKDIR|EXPOSE|VOLUME|HEALTHCHECK|SHELL|ONBUILD|STOPSIGNAL|MAINTAINER)\b/;

function wordOf(createdBy: string): string {
  const plain = createdBy.replace(noOperation, '');
  const [word] = instruction.exec(plain) ?? [];
  return word ?? (plain !== createdBy ? '' : /^(?:\|\d+ |\/bin\/)/.test(createdBy) ? 'RUN' : '');
}

/** The history of an image, oldest first. */
export function historyOf(config: unknown): HistoryEntry[] {
  if (!isObject(config) || !Array.isArray(config.history)) return [];
  return config.history.filter(isObject).map((entry, at) => {
    const createdBy = textOf(entry.created_by, ' ');
    const text = [createdBy, textOf(entry.comment, ' '), textOf(entry.author, ' ')]
      .filter((part) => part !== '')
      .join('\n');
    return { number: at + 1, word: wordOf(createdBy), makesLayer: entry.empty_layer !== true, text };
  });
}

export const historyStep = ({ number, word }: HistoryEntry) => `history ${number}${word === '' ? '' : `: ${word}`}`;

/** Keys that are told elsewhere or hold digests and dates alone. */
const leftOut = new Set(['config', 'history', 'rootfs', 'created']);

/** Every text of a config that is not empty. */
export function configTexts(config: unknown): ConfigText[] {
  if (!isObject(config)) return [];
  const settings = isObject(config.config) ? config.config : {};
  const texts = [
    // One variable a line, as in a .env file; the words of a command on one.
    ...Object.entries(settings).map(([key, value]) => ({
      step: `config ${key}`,
      text: textOf(value, key === 'Env' ? '\n' : ' '),
    })),
    ...Object.entries(config)
      .filter(([key]) => !leftOut.has(key))
      .map(([key, value]) => ({ step: `config ${key}`, text: textOf(value, ' ') })),
    ...historyOf(config).map((entry) => ({ step: historyStep(entry), text: entry.text })),
  ];
  return texts.filter(({ text }) => text !== '');
}
