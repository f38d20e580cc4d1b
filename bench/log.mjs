// Logs to measure on: lines as servers write them, the same for the same seed.

const messages = [
  'cache hit',
  'processed batch',
  'connection established',
  'retrying request',
  'slow query',
  'flush done',
];
const paths = ['/api/v1/orders', '/healthz', '/static/app.js', '/v2/items/search', '/'];
const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** A generator of whole numbers below `most` (the linear congruential one of Numerical Recipes). */
function drawer(seed) {
  let state = seed >>> 0;
  return (most) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * most);
  };
}

const two = (number) => String(number).padStart(2, '0');

/** Three kinds of lines: a Java service, an access log, JSON. */
function lineOf(draw) {
  const clock = `${two(draw(24))}:${two(draw(60))}:${two(draw(60))}`;
  const message = messages[draw(messages.length)];
  switch (draw(3)) {
    case 0:
      return `2026-11-25T${clock}Z INFO  [worker-${draw(32)}] c.e.shop.OrderService - ${message} order=${draw(1e9)} took=${draw(900)}ms`;
    case 1:
      return `10.${draw(256)}.${draw(256)}.${draw(256)} - - [25/Nov/2026:${clock} +0000] "GET ${paths[draw(paths.length)]}?page=${draw(50)} HTTP/1.1" 200 ${draw(90_000)} "-" "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko)"`;
    default:
      return `{"ts":"2026-11-25T${clock}Z","level":"info","msg":"${message}","trace_id":"${draw(2 ** 32).toString(16)}","duration_ms":${draw(500)}}`;
  }
}

/** `password=` and a value that no rule takes for a dummy. */
function secretOf(draw) {
  return Array.from({ length: 20 }, () => alphabet[draw(alphabet.length)]).join('');
}

/**
 * Some megabytes of log.
 * @param kind `plain`; `coloured`: each line in codes of a terminal; `names`: each with `user=`, which rules look behind;
 *   `secrets`: one line in a hundred with a password
 */
export function makeLog(kind, megabytes) {
  const draw = drawer(7);
  const lines = [];
  for (let size = 0; size < megabytes * 1e6; ) {
    let line = lineOf(draw);
    if (kind === 'coloured') line = `\x1b[32m${line}\x1b[0m`;
    if (kind === 'names') line += ` user=u${draw(9999)}`;
    if (kind === 'secrets' && draw(100) === 0) line += ` password=${secretOf(draw)}`;
    lines.push(line);
    size += line.length + 1;
  }
  return Buffer.from(`${lines.join('\n')}\n`);
}
