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
    } else if (sql.startsWith('--', at)) {
      const end = sql.indexOf('\n', at);
      if (end < 0) return parts;
      at = end;
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

/** In the order in which rows hold them. @param sql `CREATE TABLE …`; of anything else no names come out */
export function columnNames(sql: string): string[] {
  return splitColumns(sql)
    .map((part) => part.replace(/\/\*.*?\*\/|--[^\n]*/gs, '').trim())
    .filter((part) => part !== '' && !constraint.test(part))
    .map((part) => {
      const close = quoted[part[0]];
      return close === undefined ? (/^[^\s(]+/.exec(part)?.[0] ?? '') : part.slice(1, part.indexOf(close, 1));
    });
}
