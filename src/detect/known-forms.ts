// The forms in which a known value may stand in a log: as it is, and as the usual writers of logs, URLs and JSON write it.

/** A value that is known to be secret, with its name: the name is shown in its place. */
export interface NamedValue {
  readonly name: string;
  readonly value: string;
}

/** One text to look for. */
export interface KnownForm {
  /** Bytes as latin1. */
  readonly text: string;
  readonly name: string;
  /** Letters and digits of base64 on each side that hold bits of the value and of its neighbours. */
  readonly before: number;
  readonly behind: number;
}

/** A form must have so many characters; shorter ones (the core of a short value's base64) stand in other texts by chance. */
export const leastForm = 6;

const latin1 = (text: string) => Buffer.from(text, 'utf8').toString('latin1');

/** Base64 without padding in both alphabets, at each of the three places in a group that the value may begin. */
function base64Forms(value: string): Omit<KnownForm, 'name'>[] {
  const bytes = Buffer.from(value, 'utf8');
  return [0, 1, 2].flatMap((shift) => {
    const whole = Buffer.concat([Buffer.alloc(shift), bytes]);
    // Only whole sextets of the value itself are the same whatever stands beside it (RFC 4648, section 4).
    const first = Math.ceil((shift * 8) / 6);
    const last = Math.floor((whole.length * 8) / 6);
    const text = whole.toString('base64').slice(first, last);
    const edges = { before: shift === 0 ? 0 : 1, behind: (whole.length * 8) % 6 === 0 ? 0 : 1 };
    const url = text.replaceAll('+', '-').replaceAll('/', '_');
    return (url === text ? [text] : [text, url]).map((form) => ({ text: form, ...edges }));
  });
}

const percent = (byte: number, digits: 'upper' | 'lower') => {
  const hex = byte.toString(16).padStart(2, '0');
  return `%${digits === 'upper' ? hex.toUpperCase() : hex}`;
};

/** Percent-encoded as RFC 3986 wants it, as browsers and forms do it, and with every byte encoded; digits in either case. */
function urlForms(value: string): string[] {
  const bytes = [...Buffer.from(value, 'utf8')];
  const write = (isPlain: RegExp, digits: 'upper' | 'lower', space = '%20') =>
    bytes
      .map((byte) => {
        const char = String.fromCharCode(byte);
        return char === ' ' ? space : isPlain.test(char) ? char : percent(byte, digits);
      })
      .join('');
  // unreserved (RFC 3986, 2.3); what encodeURIComponent leaves; what encodeURI leaves; what forms leave; nothing.
  const plain = [
    /[A-Za-z0-9._~-]/,
    /[A-Za-z0-9._~!*'()-]/,
    /[A-Za-z0-9._~!*'();/?:@&=+$,#-]/,
    /[A-Za-z0-9._*-]/,
    /[^\s\S]/,
  ];
  return (['upper', 'lower'] as const).flatMap((digits) =>
    plain.flatMap((set) => [write(set, digits), write(set, digits, '+')]),
  );
}

/** In a string of JSON: as JSON.stringify writes it, with `/` escaped (PHP), with all beyond ASCII escaped (Python), and within a second string. */
function jsonForms(value: string): string[] {
  const once = JSON.stringify(value).slice(1, -1);
  const ascii = once.replace(/[\u0080-\uffff]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
  const html = once.replace(/[<>&]/g, (char) => `\\u00${char.charCodeAt(0).toString(16)}`);
  return [once, once.replaceAll('/', '\\/'), ascii, html].flatMap((text) => [text, JSON.stringify(text).slice(1, -1)]);
}

/** As shells print it (`set -x`): in single quotes, with a backslash before each mark, within double quotes. */
function shellForms(value: string): string[] {
  return [
    value.replaceAll("'", "'\\''"),
    value.replaceAll("'", `'"'"'`),
    value.replace(/[^A-Za-z0-9_.,:/@%+=-]/g, '\\$&'),
    value.replace(/[$`"\\!]/g, '\\$&'),
  ];
}

const markup: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Every form of `value`, each once. */
function formsOf({ name, value }: NamedValue): KnownForm[] {
  const hex = Buffer.from(value, 'utf8').toString('hex');
  const plain = [
    value,
    ...urlForms(value),
    ...jsonForms(value),
    ...shellForms(value),
    value.replace(/[&<>"']/g, (char) => markup[char]),
  ].map(latin1);
  const whole = [...plain, hex, hex.toUpperCase()].map((text) => ({ text, before: 0, behind: 0 }));
  const forms = new Map<string, KnownForm>();
  for (const form of [...whole, ...base64Forms(value)])
    if (form.text.length >= leastForm && !/[\r\n]/.test(form.text) && !forms.has(form.text))
      forms.set(form.text, { ...form, name });
  return [...forms.values()];
}

/** The forms of all values. Of a value over several lines also each line by itself: a log writes one at a time. */
export function knownForms(values: readonly NamedValue[]): KnownForm[] {
  const forms = new Map<string, KnownForm>();
  for (const { name, value } of values) {
    const lines = value.split(/\r?\n/).filter((line) => line.length >= leastLine && !line.startsWith('-----'));
    const parts = lines.length > 1 || /[\r\n]/.test(value) ? [value, value.trimEnd(), ...lines] : [value];
    for (const part of parts)
      for (const form of formsOf({ name, value: part })) if (!forms.has(form.text)) forms.set(form.text, form);
  }
  return [...forms.values()];
}

/** A line of a value over several lines is looked for by itself when it has so many characters. */
const leastLine = 16;
