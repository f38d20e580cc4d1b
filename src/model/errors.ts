// Errors by who must act. Messages come from one table; no secret and no file content ever enters one.

import { type ErrorCode, errorTexts } from './error-texts.ts';
import { type ExitCode, exitCode } from './exit-code.ts';

type Data = Readonly<Record<string, string>>;

/** Names come from outside: control, escape and direction-changing characters are shown as codes, never sent to a terminal. */
function printable(text: string): string {
  return text.replace(
    /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g,
    (character) => `\\u{${character.charCodeAt(0).toString(16)}}`,
  );
}

/** A failure that a person can understand and act on: one sentence and the way out. */
export class ToolError extends Error {
  readonly code: ErrorCode;
  readonly hint: string;
  readonly exitCode: ExitCode;

  constructor(code: ErrorCode, data: Data = {}, options: { cause?: unknown; exit?: ExitCode } = {}) {
    const fill = (text: string) => text.replace(/\{(\w+)\}/g, (_, key: string) => printable(data[key] ?? ''));
    super(fill(errorTexts[code].message), { cause: options.cause });
    this.name = new.target.name;
    this.code = code;
    this.hint = fill(errorTexts[code].hint);
    this.exitCode = options.exit ?? exitCode.incomplete;
  }
}

/** The command line is wrong: exit 2. */
export class UsageError extends ToolError {
  constructor(code: ErrorCode, data: Data = {}) {
    super(code, data, { exit: exitCode.usage });
  }
}

/** A config, ignore or baseline file is wrong: exit 2. `data` names file and key. */
export class ConfigError extends ToolError {
  constructor(code: ErrorCode, data: Data = {}, cause?: unknown) {
    super(code, data, { exit: exitCode.usage, cause });
  }
}

/** git failed or a repository cannot be read: exit 3. */
export class GitError extends ToolError {
  constructor(code: ErrorCode, data: Data = {}, cause?: unknown) {
    super(code, data, { cause });
  }
}
