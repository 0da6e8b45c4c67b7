import { parseSync } from '@swc/core';
import { textOf } from './source-files.js';

export interface ExportedDeclaration {
  readonly path: string;
  readonly name: string;
  /** The doc comment that stands directly before it; `''` where there is none. */
  readonly comment: string;
  /** From the word `export` (or its first decorator) to the end. */
  readonly text: string;
}

interface Node {
  readonly type: string;
  readonly span: { readonly start: number; readonly end: number };
  readonly declaration?: Declaration;
}
interface Declaration {
  readonly type: string;
  readonly identifier?: { readonly value: string };
  readonly id?: { readonly value: string };
  readonly decorators?: readonly Node[];
  readonly declarations?: readonly { readonly id: { readonly value: string }; readonly init?: Node }[];
}

const FUNCTIONS = ['ArrowFunctionExpression', 'FunctionExpression'];

/** Every exported function, class, interface, type and enum of a file; of constants only those that hold a function. */
export function exportedDeclarations(path: string): ExportedDeclaration[] {
  // Begins with what is no comment: swc lets the module begin there, and counts places in bytes.
  const bytes = Buffer.from(`;${textOf(path)}`);
  const module = parseSync(bytes.toString(), { syntax: 'typescript', decorators: true });
  const text = (start: number, end: number) =>
    bytes.subarray(start - module.span.start, end - module.span.start).toString();
  return (module.body as unknown as Node[]).flatMap(({ type, span, declaration }) => {
    const name = declaration && type === 'ExportDeclaration' ? nameOf(declaration) : undefined;
    if (name === undefined) return [];
    const start = Math.min(span.start, ...(declaration?.decorators ?? []).map((one) => one.span.start));
    // A `// biome-ignore` may stand between.
    const before = text(module.span.start, start).replace(/(\n[ ]*\/\/[^\n]*)?\s*$/, '');
    const comment = before.endsWith('*/') ? before.slice(before.lastIndexOf('/*')) : '';
    return [{ path, name, comment: comment.startsWith('/**') ? comment : '', text: text(start, span.end) }];
  });
}

function nameOf({ type, identifier, id, declarations }: Declaration): string | undefined {
  if (type !== 'VariableDeclaration') return identifier?.value ?? id?.value;
  const [first] = declarations ?? [];
  return FUNCTIONS.includes(first?.init?.type ?? '') ? first?.id.value : undefined;
}
