// The names of the columns of a table, from the statement that made it.

const quoted: Readonly<Record<string, string>> = { '"': '"', '`': '`', '[': ']', "'": "'" };
/** What begins a constraint of the table instead of a column. */
const constraint = /^(?:CONSTRAINT|PRIMARY|UNIQUE|CHECK|FOREIGN)\b/i;

/** The text between the outermost parentheses, at its outermost commas. */
function splitColumns(sql: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let from = 0;
  for (let at = 0; at < sql.length; at++) {
    const character = sql[at];
    const close = quoted[character];
    if (close !== undefined) {
      const end = sql.indexOf(close, at + 1);
      if (end < 0) return parts;
      at = end;
    } else if (sql.startsWith('--', at)) at = endOf(sql, '\n', at);
    else if (sql.startsWith('/*', at)) {
      at = endOf(sql, '*/', at + 2) + 1;
    } else if (character === '(') {
      if (depth++ === 0) from = at + 1;
    } else if ((character === ',' && depth === 1) || (character === ')' && --depth === 0)) {
      parts.push(sql.slice(from, at));
      from = at + 1;
      if (depth === 0) return parts;
    }
  }
  return parts;
}

/** Without comments that stand outside of quotes; one that does not end goes to the end. */
function withoutComments(sql: string): string {
  let kept = '';
  let from = 0;
  for (let at = 0; at < sql.length; at++) {
    const close = quoted[sql[at]];
    const isLong = sql.startsWith('/*', at);
    if (close !== undefined) at = endOf(sql, close, at + 1);
    else if (isLong || sql.startsWith('--', at)) {
      kept += sql.slice(from, at);
      at = isLong ? endOf(sql, '*/', at + 2) + 1 : endOf(sql, '\n', at);
      from = at + 1;
    }
  }
  return kept + sql.slice(from);
}

function endOf(sql: string, sign: string, from: number): number {
  const end = sql.indexOf(sign, from);
  return end < 0 ? sql.length : end;
}

/** In the order in which rows hold them. @param sql `CREATE TABLE …`; of anything else no names come out */
export function columnNames(sql: string): string[] {
  return splitColumns(sql)
    .map((part) => withoutComments(part).trim())
    .filter((part) => part !== '' && !constraint.test(part))
    .map((part) => {
      const close = quoted[part[0]];
      return close === undefined ? (/^[^\s(]+/.exec(part)?.[0] ?? '') : part.slice(1, part.indexOf(close, 1));
    });
}
