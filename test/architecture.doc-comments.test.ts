import { describe, expect, test } from '@jest/globals';
import { type ExportedDeclaration, exportedDeclarations } from './support/doc-comments.js';
import { sources } from './support/source-files.js';

/** Folders whose exported functions, classes and types state their contract. */
const DOCUMENTED = ['src/infra/', 'src/providers/'];

const exported = sources
  .filter((path) => DOCUMENTED.some((folder) => path.startsWith(folder)))
  .flatMap(exportedDeclarations);
const show = ({ path, name }: ExportedDeclaration) => `${path}: ${name}`;

describe('doc comments', () => {
  test('the check sees the exported declarations', () => {
    expect(exported.length).toBeGreaterThan(250);
  });

  test('every exported function, class and type has one', () => {
    expect(exported.filter(({ comment }) => comment === '').map(show)).toEqual([]);
  });

  test('it has no more than eight lines', () => {
    expect(exported.filter(({ comment }) => comment.split('\n').length > 10).map(show)).toEqual([]);
  });

  test('what throws says what it throws', () => {
    const silent = exported.filter(
      ({ comment, text }) => /\bthrow\s/.test(withoutComments(text)) && !/@throws/.test(comment + text),
    );
    expect(silent.map(show)).toEqual([]);
  });
});

const withoutComments = (text: string) => text.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');
