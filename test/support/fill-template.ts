// Fills templates as `leakgate rules test` does, with keys and whole files besides.
import { alphabets, type Draw, fillTemplate as fill, type ValueMaker } from '../../src/detect/fill-template.ts';
import { makeFile } from './template-files.ts';
import { makeKey } from './template-keys.ts';

function serviceAccount({ text }: Draw): string {
  const project = `${text(alphabets.lower, 6)}-${text(alphabets.digit, 6)}`;
  return JSON.stringify(
    {
      type: 'service_account',
      project_id: project,
      private_key_id: text(alphabets.hex, 40),
      private_key: `${makeKey('pkcs8', text)}\n`,
      client_email: `deploy@${project}.iam.gserviceaccount.com`,
      client_id: text(alphabets.digit, 21),
    },
    null,
    2,
  );
}

const makers: Readonly<Record<string, ValueMaker>> = {
  pem: ({ text }, [kind]) => makeKey(kind, text),
  json: serviceAccount,
  file: ({ bytes }, [kind]) => makeFile(kind, bytes),
};

/**
 * Fills a template: `fillTemplate('ghp_{alnum:30}{crc32b62}', 1)`. What is no known placeholder stays as it is.
 * @param seed the same seed gives the same text (but for keys that node:crypto makes)
 * @throws Error for an unknown key or file name or an unclosed `{base64(`
 */
export function fillTemplate(template: string, seed: number | string): string {
  return fill(template, seed, makers);
}
