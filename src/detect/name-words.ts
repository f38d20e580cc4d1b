// What the name of a variable says: that it holds a secret, or that it only speaks about one.

/** Endings of names that describe a secret, point to it, or hold its public half. Matched on `snake_case` in lower case. */
const describing =
  /(?:^|_)(?:id|ids|name|names|path|paths|file|files|filename|dir|folder|url|urls|uri|uris|endpoint|host|port|header|headers|length|len|size|count|ttl|expir(?:y|es|ation)(?:_in|_at|_time)?|expires?_in|timeout|lifetime|type|types|kind|prefix|suffix|format|pattern|regex|algorithm|alg|issuer|audience|rounds|policy|policies|version|enabled|disabled|required|label|labels|title|text|hint|help|description|message|msg|error|placeholder|field|fields|input|column|selector|class|hash|hasher|hashers|digest|checksum|hashed|manager|provider|mgr|encode|decode|service|validator|validators|encoder|strategy|index|limit|usage|status|state|reset|resets|mode|scope|scopes|ref|refs|alias|env|var|symbol|param|params|arg|args|icon|page|route|view|template|key_id|arn|generator|factory|store|public|handler|callback|parser|storage|source|rule|rules|check|strength|pos|position|offset|start|end|begin|list|map|set|table|count|num|number|budget|window|cost|price|rate|ratio|embedding|embeddings|tokenizer|tokenizers|model|vocab|question|answer|char|chars|characters|alphabet|prompt|namespace|group|role|roles|family|event|action|command|method|driver|link|button|form|dialog|modal|screen|widget|component|keyword|keywords|syntax|operator|stream|lexer|visibility|visible|hidden|option|options|config|configuration|settings|requirements?|stack|queue|iterator|pair|pairs|response|request|exception|failed|failure|succeeded|success|changed|forgotten|forgot|submit|sender|recipient|through|thru|encryption|expired|missing|mismatch|invalid|incorrect|wrong|bad)$/;
/** Words by which a name says that its value opens nothing. */
const unreal =
  /^no_?(?:etc_?)?pass(?:wd|word)?(?:_|$)|(?:^|_)(?:wrong|invalid|incorrect|bad|fake|dummy|mock|mocked|sample|example|placeholder|forgot|forgotten|missing|bogus|nonexistent|malformed|redacted|masked)(?:_|$)/;
const publicHalf =
  /(?:^|_)(?:public|publishable|pub|anon|csrf|xsrf|atl_token|nonce|sitekey|site_key|etag|primary|foreign|cache|partition|sort|row|map|dict|hot|next_page|page|continuation|cursor|sync|websocket|web_socket|pubkey|publickey|idempotency|client_request_token|project_key|dedupe|correlation|translation|i18n|object|s3|surrogate|lookup|shortcut|hotkey|access_key_id)(?:_|$)/;

/** `apiKey`, `api-key`, `api.key` and `API_KEY` as `api_key`. */
export function snakeCase(name: string): string {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1_$2')
    .replace(/[^A-Za-z0-9]+/g, '_')
    .toLowerCase();
}

/** A file or a class in one: lists of files with their hashes or sizes. */
const fileName =
  /\.(?:php|js|mjs|cjs|ts|tsx|jsx|vue|py|rb|go|rs|java|kt|cs|cpp|cc|c|h|hpp|swift|scala|pl|sh|css|scss|html?|md|json|ya?ml|xml|txt|png|svg)$/i;

/** The words of a name, in lower case. */
export function wordsOf(name: string): string[] {
  return snakeCase(name)
    .split('_')
    .filter((word) => word !== '');
}

/** Whether the name speaks about a secret rather than holding one: `token_url`, `passwordField`, `public_key`. */
export function isAboutSecret(name: string): boolean {
  if (fileName.test(name)) return true;
  const snake = snakeCase(name);
  return snake.endsWith('hash') || describing.test(snake) || publicHalf.test(snake) || unreal.test(snake);
}
