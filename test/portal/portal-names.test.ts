import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';

const FOLDER = new URL('../../portal/src/', import.meta.url);
const FILES = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' }).filter(
  (name) => /\.tsx?$/.test(name) && !name.startsWith('gql/'),
);

/** A name that a platform, a customer or a user has given. */
const OUTSIDE =
  /\b(?:company|business|workspace|apiKey|previous|target|takenBy)\??\.name\b|\b(?:externalId|savedBy|actor|clientId|targetLabel)\b/;
/** What precedes an expression that is shown: an element, text, a template's `$`, or an attribute that people read. */
const IS_SHOWN = /(?:^|[>$.,(]|\b(?:title|label|aria-label|description|placeholder|alt)=)$/;

/** The places of a source that show a name from outside without `<Name>` or, in a text, `isolated`. */
function unisolated(source: string): string[] {
  const shown = [...source.matchAll(/(\S*)(\{(?!\s)[^{}]*\})/g)].filter(
    ([, before = '', braces = '']) =>
      OUTSIDE.test(braces) && IS_SHOWN.test(before) && !/<Name>$/.test(before) && !/isolated\(/.test(braces),
  );
  const kept = [...source.matchAll(/^.*\b(?:const|let) [^=\n]+ = [^\n]*;$/gm)].filter(
    ([line]) => /\.name\b/.test(line) && OUTSIDE.test(line) && !line.includes('<Name>'),
  );
  return [...shown, ...kept].map(([text]) => text);
}

test.each([
  '<p>{company.name}</p>',
  '<p> {company.externalId}</p>',
  'title={`Delete $' + '{company.name}?`}',
  'label={apiKey.name}',
  "{link && (link.business?.name ?? 'None yet')}",
  '<span>by {event.actor}</span>',
  "const name = dialogRequest?.company.name ?? '';",
])('%s is found', (source) => {
  expect(unisolated(source)).not.toEqual([]);
});

test.each([
  '<Name>{company.name}</Name>',
  'title={isolated(company.name)}',
  'defaultValue={company?.name}',
  '{company.externalId && <Name>{company.externalId}</Name>}',
  'const { id, name, externalId } = company;',
])('%s is not', (source) => {
  expect(unisolated(source)).toEqual([]);
});

test.each(FILES)('%s isolates the names that it shows', (name) => {
  expect(unisolated(readFileSync(new URL(name, FOLDER), 'utf8'))).toEqual([]);
});
