// Whether the name of a column or data set makes its values worth judging as assignments: a name before each of a million
// rows is written only where it may tell.

const telling = /pass|pwd|secret|token|key|cred|auth|private|dsn|conn|url|uri|session|cookie|salt|pin$/i;

export function maySayMore(name: string): boolean {
  return telling.test(name);
}
