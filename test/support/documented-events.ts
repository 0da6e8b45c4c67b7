import { EVENT_TYPES, type EventType } from '../../src/events/event.rules.js';
import { textOf } from './source-files.js';

/** The fields of each event's payload, sorted, as the table of docs/webhooks.md has them. */
export const DOCUMENTED_FIELDS: ReadonlyMap<EventType, readonly string[]> = readTable();

function readTable(): Map<EventType, string[]> {
  const found = new Map<EventType, string[]>();
  let before: string[] = [];
  for (const [, first = '', payload = ''] of textOf('docs/webhooks.md').matchAll(
    /^\| (`[A-Z_`, ]+) \|.*\| (.+) \|$/gm,
  )) {
    const fields = [...(payload.startsWith('the same') ? before : []), ...namesIn(payload)];
    before = fields;
    for (const type of EVENT_TYPES) if (namesIn(first).includes(type)) found.set(type, [...fields].sort());
  }
  return found;
}

function namesIn(text: string): string[] {
  return [...text.matchAll(/`(\w+)`/g)].map(([, name = '']) => name);
}
