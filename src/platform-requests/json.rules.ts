/** The strings and the numbers of a text that is JSON. */
const TOKENS = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

/**
 * Parses JSON. A number that JavaScript would write otherwise, such as 1.10 or one of 20 digits, becomes a text with the
 * digits that were sent. Undefined: the text is no JSON.
 */
export function exactJson(text: string): unknown {
  try {
    JSON.parse(text);
    return JSON.parse(text.replace(TOKENS, (token) => (isExact(token) ? token : `"${token}"`)));
  } catch {
    // The parser's message would quote the text.
    return undefined;
  }
}

const isExact = (token: string): boolean => token.startsWith('"') || String(Number(token)) === token;
