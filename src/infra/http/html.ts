/** Whether a request comes from a browser that opens a page: a program does not ask for HTML. */
export const acceptsHtml = ({ accept = '' }: { readonly accept?: string | undefined }): boolean =>
  /\btext\/html\b/.test(accept);

/** Text that is HTML already: `html` inserts it without escaping. */
export class Html {
  constructor(readonly text: string) {}

  toString(): string {
    return this.text;
  }
}

/** What `html` accepts in `${…}`. Null, undefined and false insert nothing; a list inserts its members. */
export type HtmlValue = string | number | Html | readonly HtmlValue[] | null | undefined | false;

/**
 * Template tag that makes HTML, the only way to make it. Inserted values are escaped for element content and for
 * quoted attributes, unless they are `Html`.
 */
export function html(strings: TemplateStringsArray, ...values: readonly HtmlValue[]): Html {
  return new Html(strings.reduce((text, part, index) => text + toText(values[index - 1]) + part));
}

/**
 * A name from outside, such as a company's. `<bdi>` isolates it: a name in a script that is written from right to left does
 * not reorder the text around it (Unicode Standard Annex 9).
 */
export const isolated = (name: string): Html => html`<bdi>${name}</bdi>`;

/** The same for a place that can hold no element, such as a title: characters of Unicode isolate the names. */
export const withoutElements = ({ text }: Html): Html =>
  new Html(text.replaceAll('<bdi>', '\u2068').replaceAll('</bdi>', '\u2069'));

function toText(value: HtmlValue): string {
  if (value === null || value === undefined || value === false) return '';
  if (value instanceof Html) return value.text;
  if (typeof value === 'object') return value.map(toText).join('');
  return String(value).replace(/[&<>"']/g, (character) => ESCAPED[character] ?? '');
}

const ESCAPED: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
