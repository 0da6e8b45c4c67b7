/**
 * Generates `src/gql/graphql.ts`, typed constants for every `.graphql` file of `src`, from `../schema.graphql`.
 * `node scripts/generate.mjs` writes the file. With `--check` it fails if the file is out of date.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { preset } from '@graphql-codegen/client-preset';
import { codegen } from '@graphql-codegen/core';
import { buildSchema, parse } from 'graphql';

const ROOT = fileURLToPath(new URL('../', import.meta.url));
const OUTPUT = join(ROOT, 'src', 'gql', 'graphql.ts');

const text = readFileSync(join(ROOT, '..', 'schema.graphql'), 'utf8');
const documents = readdirSync(join(ROOT, 'src'), { recursive: true })
  .filter((name) => name.endsWith('.graphql'))
  .sort()
  .map((name) => {
    const rawSDL = readFileSync(join(ROOT, 'src', name), 'utf8');
    return { location: name, rawSDL, document: parse(rawSDL) };
  });

const scalars = {
  CountryCode: 'string',
  CurrencyCode: 'string',
  Date: 'string',
  DateTime: 'string',
  Decimal: 'string',
  JSON: 'unknown',
  Secret: 'string',
  URL: 'string',
};
const sections = await preset.buildGeneratesSection({
  baseOutputDir: 'src/gql/',
  schema: parse(text),
  schemaAst: buildSchema(text),
  documents,
  config: { scalars, strictScalars: true, useTypeImports: true, enumType: 'string-literal' },
  presetConfig: { fragmentMasking: false, skipIndexFile: true },
  plugins: [],
  pluginMap: {},
  documentTransforms: [],
});
const section = sections.find(({ filename }) => filename.endsWith('/graphql.ts'));
const generated = await codegen(section);

if (process.argv[2] !== '--check') {
  writeFileSync(OUTPUT, generated);
} else if (readFileSync(OUTPUT, 'utf8') !== generated) {
  process.stderr.write('portal/src/gql/graphql.ts is out of date. Run: npm run gen -w portal\n');
  process.exitCode = 1;
}
