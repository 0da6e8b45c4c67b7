import type { FormattedExecutionResult } from 'graphql';
import type { JsonOutput } from './json-output.js';

/** The `data` of a result that is JSON already. */
export class WrittenData {
  /** So that it passes for `data`. */
  [name: string]: unknown;
  readonly #json: JsonOutput;

  constructor(json: JsonOutput) {
    this.#json = json;
  }

  toBytes(before?: string, after?: string): Buffer {
    return this.#json.toBytes(before, after);
  }

  /** For whoever serializes it in another way than `stringifyResult`. */
  toJSON(): unknown {
    return JSON.parse(this.toBytes().toString());
  }
}

/** A result as it is sent, ending in a line break as Apollo Server has it. */
export function stringifyResult(result: FormattedExecutionResult): string {
  const { data, errors, extensions } = result;
  if (!(data instanceof WrittenData) || errors !== undefined || extensions !== undefined)
    return `${JSON.stringify(result)}\n`;
  // Apollo Server says "string" and hands on what it gets; the HTTP server sends bytes as they are, without making a
  // text of them that has to be encoded again: 40 % of the time that the dashboard took.
  return data.toBytes('{"data":', '}\n') as unknown as string;
}
