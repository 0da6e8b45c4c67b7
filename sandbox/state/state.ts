import { randomBytes } from 'node:crypto';
import type { BooksOptions } from '../books/shelf.js';
import type { Fault } from '../faults/fault.js';
import { type Client, demoClients } from './client.js';
import type { Code } from './code.js';
import type { Grant } from './grant.js';
import { Settings } from './settings.js';

export type SubscriptionState = 'active' | 'expired' | 'expired-shown-as-active';

/** Everything that survives a restart if a state file is given. */
export interface State {
  /** Base64url. Part of the state, so that tokens stay valid after a restart. */
  signingKey: string;
  clockOffsetMs: number;
  settings: Settings;
  grantCount: number;
  clients: Map<string, Client>;
  codes: Map<string, Code>;
  grants: Map<string, Grant>;
  /** Subscriptions that were changed through the control API, by v3.1 business id. */
  subscriptions: Map<string, SubscriptionState>;
  /** Options of books that were set through the control API, by v3.1 business id. */
  books: Map<string, BooksOptions>;
  /** Remembered consents, as made by `consentKey`. */
  consents: Set<string>;
  faults: Fault[];
}

export function initialState(): State {
  return {
    signingKey: randomBytes(32).toString('base64url'),
    clockOffsetMs: 0,
    settings: Settings.parse({}),
    grantCount: 0,
    clients: new Map(demoClients().map((client) => [client.clientId, client])),
    codes: new Map(),
    grants: new Map(),
    subscriptions: new Map(),
    books: new Map(),
    consents: new Set(),
    faults: [],
  };
}

const VERSION = 1;
const COLLECTIONS = ['clients', 'codes', 'grants', 'subscriptions', 'books'] as const;

export function toText(state: State): string {
  const entries = Object.fromEntries(COLLECTIONS.map((name) => [name, [...state[name]]]));
  return JSON.stringify({ ...state, ...entries, consents: [...state.consents], version: VERSION });
}

/** @throws Error when the text does not come from `toText` */
export function fromText(text: string): State {
  const { version, ...stored } = JSON.parse(text);
  if (version !== VERSION) throw new Error(`it has version ${Number(version)}, not ${VERSION}`);
  const maps = Object.fromEntries(COLLECTIONS.map((name) => [name, new Map(stored[name])]));
  return {
    ...stored,
    ...maps,
    consents: new Set(stored.consents),
    settings: Settings.parse(stored.settings),
  };
}
