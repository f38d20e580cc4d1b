// HAR files as browsers save them, Postman collections and environments as it exports them.
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { decoded } from '../../support/decoded.ts';

const har = (entry: object, indent = 2) =>
  Buffer.from(
    JSON.stringify({ log: { version: '1.2', creator: { name: 'browser' }, entries: [{}, entry] } }, null, indent),
  );

describe('http records', () => {
  it('names headers, cookies, queries and bodies of a HAR file, and knows their places', async () => {
    const bytes = har({
      request: {
        url: 'https://example.org/?a=b',
        headers: [
          { name: 'Accept', value: '*/*' },
          { name: 'Authorization', value: 'Bearer "quoted" grün' },
        ],
        queryString: [{ name: 'a', value: 'b' }],
        postData: { mimeType: 'application/json', text: '{"user":\n"me"}' },
      },
      response: {
        cookies: [{ name: 'sid', value: 'x' }],
        content: { mimeType: 'application/gzip', encoding: 'base64', text: gzipSync('packed').toString('base64') },
      },
    });
    const { texts, layers, lost } = await decoded(bytes);
    expect(texts).toMatchObject({
      'entry 2 request header Accept': 'Accept: */*',
      'entry 2 request header Authorization': 'Authorization: Bearer "quoted" grün',
      'entry 2 request query a': 'a: b',
      'entry 2 request postData': '{"user":\n"me"}',
      'entry 2 response cookie sid': 'sid: x',
      'entry 2 response content > gzip': 'packed',
    });
    expect(texts['']).toContain('https://example.org/?a=b');
    expect(texts['']).not.toContain('Bearer');
    expect(lost).toEqual([]);
    const header = layers.find(({ via }) => via[0]?.endsWith('Authorization'));
    const span = header?.back?.spanOf('Authorization: Bearer '.length, 'Authorization: Bearer "quoted"'.length);
    expect(bytes.toString('utf8', span?.start, span?.end)).toBe('\\"quoted\\"');
  });

  it('names what is in a Postman collection', async () => {
    const bytes = Buffer.from(
      JSON.stringify({
        info: { _postman_id: 'x', name: 'api' },
        item: [
          {
            name: 'folder',
            item: [
              {
                request: {
                  auth: { bearer: [{ key: 'token', value: 'secret' }] },
                  header: [{ key: 'X-Key', value: 'k' }],
                },
              },
            ],
          },
        ],
        variable: [{ key: 'password', value: 'p' }],
      }),
    );
    expect((await decoded(bytes)).texts).toMatchObject({
      'item 1 item 1 request auth bearer token': 'token: secret',
      'item 1 item 1 request header X-Key': 'X-Key: k',
      'variable password': 'password: p',
    });
  });

  it('names the variables of an environment', async () => {
    const bytes = Buffer.from(
      JSON.stringify({ id: 'x', values: [{ key: 'api_key', value: 'v' }], _postman_variable_scope: 'environment' }),
    );
    expect((await decoded(bytes)).texts).toMatchObject({ 'variable api_key': 'api_key: v' });
  });

  it('passes pictures over, and takes broken JSON for the text it is', async () => {
    const content = { mimeType: 'image/png', encoding: 'base64', text: 'iVBORw0KGgo=' };
    expect((await decoded(har({ response: { content } }))).losses).toMatchObject([{ kind: 'pixels', isGap: false }]);
    const cut = har({ request: { headers: [{ name: 'a', value: 'b' }] } }).subarray(0, -10);
    expect(await decoded(cut)).toMatchObject({ texts: { '': cut.toString() }, lost: [] });
    const deep = Buffer.from(`{"log":{"entries":${'['.repeat(5000)}${']'.repeat(5000)}}}`);
    expect((await decoded(deep)).texts['']).toBe(deep.toString());
  });
});
