/** The media types of a GraphQL answer; the first is the default. */
const OFFERED = ['application/json', 'application/graphql-response+json'] as const;

/** A media range of an `Accept` header (RFC 9110 §12.5.1). */
interface Range {
  readonly type: string;
  readonly parameters: readonly string[];
  readonly quality: number;
}

/**
 * The `Content-Type` of a GraphQL answer for an `Accept` header (GraphQL over HTTP, "Media Types"): the offered type
 * with the highest quality, then the one named more exactly, then the one named first. `application/json` where the
 * header is absent or accepts neither: RFC 9110 §12.5.1 allows it, and a 406 after a mutation would hide what was done.
 */
export function answerMediaType(accept: string | undefined): string {
  const ranges = rangesOf(accept);
  const found = OFFERED.map((type) => ({ type, ...bestFor(type, ranges) })).filter(({ quality }) => quality > 0);
  found.sort((a, b) => b.quality - a.quality || b.exactness - a.exactness || a.place - b.place);
  return `${found[0]?.type ?? OFFERED[0]}; charset=utf-8`;
}

const EVENTS = 'text/event-stream';

/** Whether an `Accept` header names server-sent events, alone or beside other types. */
export const acceptsEvents = (accept: string | undefined): boolean =>
  rangesOf(accept).some(({ type, quality }) => type === EVENTS && quality > 0);

/** Whether it names server-sent events and no other type of a GraphQL answer. */
export const acceptsEventsOnly = (accept: string | undefined): boolean =>
  acceptsEvents(accept) && OFFERED.every((type) => bestFor(type, rangesOf(accept)).quality === 0);

/** The most exact range that covers a type, with its place in the header. Quality 0: there is none. */
function bestFor(type: string, ranges: readonly Range[]) {
  let best = { quality: 0, exactness: 0, place: 0 };
  for (const [place, range] of ranges.entries()) {
    const exactness = exactnessOf(range, type);
    if (exactness > best.exactness) best = { quality: range.quality, exactness, place };
  }
  return best;
}

/** How exactly a range names a type; 0: it does not cover it. A parameter counts only if it is one of our answers. */
function exactnessOf({ type, parameters }: Range, offered: string): number {
  const exactness = { '*/*': 1, 'application/*': 2, [offered]: 3 }[type] ?? 0;
  if (parameters.length === 0 || exactness === 0) return exactness;
  return parameters.every((parameter) => /^charset="?utf-8"?$/.test(parameter)) ? exactness + 0.5 : 0;
}

const rangesOf = (accept = ''): Range[] => accept.split(',').map(toRange);

function toRange(text: string): Range {
  const [type = '', ...parameters] = text.split(';').map((part) => part.trim().toLowerCase());
  const weight = parameters.find((parameter) => parameter.startsWith('q='));
  return {
    type,
    parameters: parameters.filter((parameter) => parameter !== '' && parameter !== weight),
    quality: weight === undefined ? 1 : Number.parseFloat(weight.slice(2)) || 0,
  };
}
