// How people write a name and its value: the syntax shared by the generic rules, as pattern sources.
// Sources: the grammars of the languages named beside each part.
import type { AssignedForm } from '../src/model/rule.ts';
import { patternReach } from './pattern-reach.ts';

/** Identifier bytes before the telling word: `DB_`, `spring.datasource.`, `my-`. */
export const lead = { bytes: 'A-Za-z0-9_.\\-', max: 48 } as const;
/** What is looked at before the name: a command, or the indentation from the start of the line. */
const before = 28;
/** A name that goes on after the telling word to its end, at most so far. What joins it to a value begins with none of its bytes. */
const tail = '[A-Za-z0-9_.\\-]{0,32}(?![A-Za-z0-9_.\\-])';

/** `ENV NAME value` (Dockerfile), `setenv NAME value` (csh), `set -x NAME value` (fish), `set name "value"` (Tcl), `#define NAME "value"`. */
const command = '(?<=(?<![A-Za-z])(?<command>ENV|ARG|setenv|SetEnv|set -g?x|set|define)[ \\t]{1,4})';
/** The name begins its line, but for white space and the dash of a YAML list. */
const line = '(?<=(?<![^\\r\\n])(?<indent>[ \\t\\-]{0,24}))';

/** The end of a quoted or subscripted key: `"`, `']`, `\"`, `")` of a call that reads the environment. */
const keyEnd = '\\\\?["\'`]?\\]?\\)?[?!]?';
/** A type: `: string`, `: &'static str`, `: Option<String>` (TypeScript, Rust, Kotlin, Swift, Scala, Python), `As String` (Basic), ` string` (Go, Bicep), `[32]` (C). */
const type =
  "(?::[ \\t]?[&*]?[A-Za-z'][A-Za-z<>?|.&' \\[\\]]{0,32}(?==[^=])|[ \\t]As[ \\t][A-Za-z]{1,16}[ \\t]?(?==)|[ \\t]string(?=[ \\t]=[^=])|\\[\\d{0,5}\\]|[ \\t]?\\{[ \\t]?get;[^}\\r\\n]{0,24}\\})";
/** Assignments, defaults and comparisons: `:=` (Go, Pascal), `<-` (R), `=>` (PHP, Ruby), `?=` (make), `||`, `??`, `?:` (Groovy, PHP), `or`, `:-` (shell). */
const operator = '(?:=>|:=|<-|\\?\\?=?|\\|\\|=?|\\?=|\\?:|[!=]==?|=|:-|:(?!:)|(?<=["\'`\\])][ \\t])or(?=[ \\t]))';
/** `key="x" value="…"`, `"name": "x", "value": "…"`, `'--x', help=…, default='…'` (XML, JSON, argparse, click). */
const valueKey =
  '\\\\?["\'][ \\t,]{1,3}(?:(?:[a-z_]{1,12}=)?[^,="\'\\r\\n]{0,32}["\'][^"\'\\r\\n]{0,48}["\'],[ \\t]?|[a-z_]{1,12}=[A-Za-z]{1,8},[ \\t]?){0,2}\\\\?["\']?(?:[vV]alue|default)\\\\?["\']?[ \\t]?[=:][ \\t]?';
/** `{ name: DB_PASSWORD, value: x }` (YAML on one line). */
const flowValue = '["\']?,[ \\t]{1,3}value:[ \\t]{1,3}';
/** White space alone: after a flag, after a command, before a quote, or in speech. */
const space = '[ \\t]{1,4}(?![\\-=|&<>+*/\\\\:])';

/** From the end of the name to the value. */
const join = `(?<join>${keyEnd}${type}?[ \\t]{0,8}${operator}[ \\t]{0,8}|(?<!-)\\\\?["']?>|${valueKey}|${flowValue}|\\\\?["'\`]?[ \\t]{0,2}[,({][ \\t]{0,2}(?=\\\\?["'\`])|${space})`;
/** A call around a literal: `Some("…")`, `new String("…")`, `SecretStr("…")`, `ConvertTo-SecureString "…"`. */
const wrapper =
  '(?:(?:new[ \\t])?(?:Some|Just|Optional\\.of|Secret(?:Str|String)?|SecureString|String|bytes|Sensitive(?:\\.new)?|sensitive|string|ConvertTo-SecureString)[( ](?:-String[ \\t])?(?=\\\\?["\'`]))?';
/** String prefixes of C#, C++, Objective-C, Python, Rust and others, the long brackets of Lua. */
const stringPrefix = '(?:(?:[@$]|[bBrRuULfN]{1,2}#?)(?=\\\\?["\'`]))?';

/**
 * A quoted value up to its own quote, or a bare one up to white space, a bracket or the next field of an address.
 * A run of `most` bytes without an end counts as a match: to fail on it would try every shorter one in turn. The judge drops it.
 * @param without bytes that no value holds, as part of a class
 */
export function value(without: string, least: number, most: number): string {
  const quoted = (quote: string) => {
    const byte = `(?:[^${quote}\\r\\n\\\\${without}]|\\\\[^${quote}\\r\\n])`;
    return `(?<=${quote})(?:${byte}{${most}}|${byte}{${least},${most - 1}}(?=\\\\?${quote}))`;
  };
  const byte = '[^"\'`\\\\<>,;(){}\\[\\] \\t\\r\\n&]';
  const bare = `(?<!["'\`\\\\])(?:${byte}{${most}}|${byte}{${least},${most - 1}}(?=(?<after>["'\`,;<)}\\] \\t\\r\\n&]|$)))`;
  return `(?<secret>${quoted('"')}|${quoted("'")}|${quoted('`')}|${bare})`;
}

interface Terms {
  /** The telling word, as a pattern source. */
  readonly word: string;
  /** Bytes that no value holds, as part of a class. */
  readonly without: string;
  /** Length of the value, in bytes. */
  readonly least: number;
  readonly most: number;
  /** Whether a word may stand before the value in its quotes, as in `Bearer …`, `FlyV1 …`. */
  readonly hasScheme?: boolean;
  /** What may follow the telling word in the name; any identifier bytes where absent. */
  readonly end?: string;
}

/** The pattern of an assignment on one line, with the window that it needs. */
export function assignment({ word, without, least, most, hasScheme = false, end = tail }: Terms) {
  const scheme = hasScheme ? '(?:[A-Za-z][A-Za-z0-9\\-]{1,11} )?' : '';
  const assigned: AssignedForm = { least, most, ...(without === ' ' ? { noBlank: true } : {}) };
  const reach = reaching(
    `(?:${command}|${line}|(?<![A-Za-z0-9])(?!(?<=\\*)-))(?<name>[A-Za-z0-9_.\\-]{0,48}?(?:${word})${end})${join}${wrapper}${stringPrefix}(?:\\\\?["'\`])?${scheme}${value(without, least, most)}`,
  );
  return { ...reach, assigned };
}

/** A value on a line below its name. */
const below = '[ \\t]{0,4}\\r?\\n[ \\t]{1,40}';
/** `password: |` and `>-` (YAML). */
const blockScalar = `\\\\?["']?:[ \\t]{1,4}[|>][+\\-]?\\d?${below}`;
/** `password = (` or `\\`, the string on the next line; or `"""` and its kin with the text below. */
const wrapped = `[ \\t]{0,4}[=:][ \\t]{0,4}(?:[(\\\\]?[ \\t]{0,4}\\r?\\n[ \\t]{1,40}(?=["'\`])|(?:r?"""|'''|\`|@')[ \\t]{0,4}\\r?\\n[ \\t]{0,40})`;
/** `- name: DB_PASSWORD` above `value: …` (Kubernetes, CI), in JSON `"name": "DB_PASSWORD",` above `"value": "…"`. */
const nameAbove = `["']?,?${below}["']?(?:[vV]alue|VALUE|[dD]efault|[pP]arameter_?[vV]alue)["']?[ \\t]{0,2}[:=][ \\t]{0,4}`;
/** `variable "db_password" {` with `default = …` within four lines (HCL). */
const variableBlock = `["'][ \\t]\\{[ \\t]{0,4}\\r?\\n(?:[ \\t]{1,8}[a-z_]{1,16}[ \\t]{0,12}=[^\\r\\n]{0,60}\\r?\\n){0,4}[ \\t]{1,8}default[ \\t]{0,12}=[ \\t]{0,4}`;
/** What stands beside the value of a parameter or variable: `Type: String`, `NoEcho: true`, `"sensitive": true`. */
const besideValue = '(?:[tT]ype|[nN]oEcho|[dD]escription|sensitive|secure|MinLength|MaxLength|metadata)';
/** `DBPassword:` above `Default: …`, `DB_PASSWORD:` above `value: …` (CloudFormation, GitLab), with up to three lines between. */
const mappingBelow = `:${below}(?:${besideValue}:[^\\r\\n]{0,80}\\r?\\n[ \\t]{1,40}){0,3}(?:[vV]alue|[dD]efault):[ \\t]{1,4}`;
/** `"adminPassword": { "value": "…" }` (ARM, Terraform state and plan), `"type": "securestring", "defaultValue": "…"`. */
const objectBelow = `"\\s{0,2}:\\s{0,2}\\{\\s{0,40}(?:"${besideValue}"\\s{0,2}:\\s{0,2}(?:"[^"\\r\\n]{0,60}"|true|false|[0-9]{1,4})\\s{0,2},\\s{0,40}){0,3}"(?:[vV]alue|[dD]efault(?:Value)?)"\\s{0,2}:\\s{0,2}`;
/** `<name>password</name> <value>…</value>` (Hadoop), `<key>password</key> <string>…</string>` (plist). */
const siblingTag = '</(?:name|key)>\\s{0,24}<(?:value|string)>';

/** The pattern of an assignment that runs over line ends. */
export function assignmentBelow({ word, without, least, most, end = tail }: Terms) {
  const assigned: AssignedForm = { least, most, isBelow: true };
  const reach = reaching(
    `(?<![A-Za-z0-9])(?<name>[A-Za-z0-9_.\\-]{0,48}?(?:${word})${end})(?<join>${blockScalar}|${wrapped}|${nameAbove}|${variableBlock}|${mappingBelow}|${objectBelow}|${siblingTag})(?:["'\`])?${value(without, least, most)}`,
  );
  return { ...reach, assigned };
}

/** A pattern with the window that it needs. */
export function reaching(source: string): { pattern: RegExp; ahead: number; behind: number } {
  return { pattern: new RegExp(source), ahead: patternReach(source), behind: lead.max + before };
}
