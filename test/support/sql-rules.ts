/** The tables whose rows belong to one workspace: they are the ones that are distributed over several nodes. */
export const DISTRIBUTED = [
  ...['audit_event', 'api_key', 'credential_set', 'credential_secret', 'integration_setting', 'platform_grant'],
  ...['company_link', 'link_attempt', 'company', 'event', 'event_counter'],
  ...['webhook_endpoint', 'webhook_secret', 'webhook_delivery', 'webhook_attempt'],
  ...['dataset', 'dataset_seen', 'dataset_todo', 'dataset_problem', 'pull', 'pull_part', 'source_record', 'document'],
];

/** SQL as a source file has it: what is put in at run time stands as `${…}`. */
export interface SqlText {
  readonly path: string;
  readonly text: string;
}

const isSql = (text: string): boolean =>
  /\bledgerlink\.\w+|\bSELECT\b|\bUPDATE\b|\bRETURNING\b|\bworkspace_id = \$/.test(text);

/** The texts in quotes of a source, each with the name of the declaration at the left margin in which it stands. */
function quotedTexts(source: string): { text: string; name: string }[] {
  const found: { text: string; name: string }[] = [];
  const token =
    /\/\*[\s\S]*?\*\/|\/\/.*|'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|`|^(?:export )?(?:async )?(?:const|function) (\w+)/gm;
  let name = '';
  for (let match = token.exec(source); match !== null; match = token.exec(source)) {
    if (match[1] !== undefined) name = match[1];
    const [first] = match[0];
    if (first === '`') {
      const end = endOfTemplate(source, token.lastIndex);
      found.push({ text: source.slice(token.lastIndex, end), name });
      token.lastIndex = end + 1;
    } else if (first === "'" || first === '"') found.push({ text: match[0].slice(1, -1), name });
  }
  return found;
}

/** The place of the quote that closes a template, from a place within it. */
function endOfTemplate(source: string, from: number): number {
  let depth = 0;
  for (let place = from; place < source.length; place++) {
    const two = source.slice(place, place + 2);
    if (two[0] === '\\') place++;
    else if (two === '${') depth++;
    else if (two[0] === '}' && depth > 0) depth--;
    else if (two[0] === '`' && depth === 0) return place;
    else if (two[0] === '`') place = endOfTemplate(source, place + 1);
  }
  return source.length;
}

/**
 * The SQL texts of a file. A constant or a function of the file that is put into another text is read as part of it, so
 * that each text is a whole statement or a part with a condition of its own.
 */
export function sqlTextsOf(path: string, source: string): SqlText[] {
  const texts = quotedTexts(source).filter(({ text }) => isSql(text));
  const used = new Set<string>();
  const whole = (text: string, depth = 0): string =>
    text.replace(/\$\{(\w+)(?:\([^{}]*\))?\}/g, (all, name: string) => {
      const part = texts.find((one) => one.name === name);
      if (part === undefined || part.text === text || depth > 3) return all;
      used.add(name);
      return whole(part.text, depth + 1);
    });
  const read = texts.map(({ text, name }) => ({ text: whole(text), name }));
  return read.filter(({ name }) => !used.has(name)).map(({ text }) => ({ path, text }));
}

/** A parameter: `$1`, `ANY($1)`, or one that is put in, which is not a column. */
const PARAMETER = String.raw`(?:\$\d|ANY\(\$|\$\{(?![^}]*workspace_id\b))`;
const ALIAS = String.raw`(?:\s+(?:AS\s+)?(\$\{\w+\}|(?!SET\b|WHERE\b|ON\b|USING\b|VALUES\b|ORDER\b|FOR\b|JOIN\b|LEFT\b|DO\b|RETURNING\b)\w+))?`;
const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

const rules: readonly [string, (text: string) => boolean][] = [
  [
    'a table without the workspace parameter',
    (text) =>
      [...text.matchAll(new RegExp(String.raw`(INSERT INTO\s+)?ledgerlink\.(\w+)${ALIAS}`, 'g'))].some(
        ([, insert, table = '', alias]) => {
          if (!DISTRIBUTED.includes(table)) return false;
          if (insert !== undefined)
            return !new RegExp(String.raw`ledgerlink\.${table}[^(]*\(workspace_id\b`).test(text);
          const own = new RegExp(String.raw`(?<![\w.}])workspace_id = ${PARAMETER}`);
          const byAlias = new RegExp(String.raw`${escaped(alias ?? '')}\.workspace_id = ${PARAMETER}`);
          return !(own.test(text) || (alias !== undefined && byAlias.test(text)));
        },
      ),
  ],
  [
    "a workspace that is compared with another row's column",
    (text) => /workspace_id\}? = (?:\$\{\w+\}|\w+)\.workspace_id/.test(text) && !/workspace_id = ANY\(/.test(text),
  ],
  [
    "the database's clock in a text that does not only read",
    (text) =>
      /\b(?:now|clock_timestamp|statement_timestamp|transaction_timestamp)\(\)|\bcurrent_timestamp\b/i.test(text) ||
      (/\$\{NOW\}/.test(text) && /\b(?:INSERT INTO|UPDATE ledgerlink|DELETE FROM)\b/.test(text)),
  ],
  ['LATERAL', (text) => /\bLATERAL\b/.test(text)],
  ['a subquery without FROM', (text) => subqueries(text).some((subquery) => !/\bFROM\b/.test(atTop(subquery)))],
  ['a subquery in RETURNING', (text) => /\bRETURNING\b[^;]*\(\s*SELECT\b/.test(atEnd(text))],
];

/** What follows the last RETURNING, up to the bracket that closes its part of the statement. */
function atEnd(text: string): string {
  const start = text.lastIndexOf('RETURNING');
  return start < 0 ? '' : upToClosing(text.slice(start));
}

function upToClosing(text: string): string {
  let depth = 0;
  for (const [place, sign] of [...text].entries()) {
    if (sign === '(') depth++;
    if (sign === ')' && --depth < 0) return text.slice(0, place);
  }
  return text;
}

const subqueries = (text: string): string[] =>
  [...text.matchAll(/\(\s*(SELECT\b)/g)].map((found) =>
    upToClosing(text.slice((found.index ?? 0) + found[0].length - 6)),
  );

/** The text without what stands in brackets. */
function atTop(text: string): string {
  let [depth, top] = [0, ''];
  for (const sign of text) {
    if (sign === '(' || sign === '{') depth++;
    if (depth === 0) top += sign;
    if (sign === ')' || sign === '}') depth--;
  }
  return top;
}

/** The rules that a text breaks. */
export const brokenRules = (text: string): string[] => rules.filter(([, breaks]) => breaks(text)).map(([name]) => name);
