// Writes docs/catalogue.md and docs/rules/ from the rules: `npm run catalogue`.
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { importSource, top } from './import-source.mjs';

const { families } = await importSource('rules/index.ts');
const { cataloguePages } = await importSource('src/report/catalogue-pages.ts');
const docs = join(top, 'docs');
const pages = cataloguePages(families);
mkdirSync(join(docs, 'rules'), { recursive: true });
for (const name of readdirSync(join(docs, 'rules'))) if (!pages.has(`rules/${name}`)) rmSync(join(docs, 'rules', name));
for (const [name, text] of pages) writeFileSync(join(docs, name), text);
console.log(`wrote docs/catalogue.md and ${pages.size - 1} pages in docs/rules/`);
