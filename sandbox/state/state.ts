import { randomBytes } from 'node:crypto';
import type { Fault } from '../faults/fault.js';
import { type Client, demoClients } from './client.js';
import type { Code } from './code.js';
import type { Grant } from './grant.js';
import { Settings } from './settings.js';

export type SubscriptionState = 'active' | 'expired' | 'expired-shown-as-active';

/** All that outlives a restart when a file is given. */
export interface State {
  /** Base64url. Tokens are signed with it, so they outlive a restart too. */
  signingKey: string;
  clockOffsetMs: number;
  settings: Settings;
  grantCount: number;
  clients: Map<string, Client>;
  codes: Map<string, Code>;
  grants: Map<string, Grant>;
  /** Where a subscription differs from what the list of users says; by v3.1 business id. */
  subscriptions: Map<string, SubscriptionState>;
  /** Consents that are remembered: client id and user, see `consentOf`. */
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
    consents: new Set(),
    faults: [],
  };
}

const VERSION = 1;
const COLLECTIONS = ['clients', 'codes', 'grants', 'subscriptions'] as const;

export function toText(state: State): string {
  const entries = Object.fromEntries(COLLECTIONS.map((name) => [name, [...state[name]]]));
  return JSON.stringify({ ...state, ...entries, consents: [...state.consents], version: VERSION });
}

/** Throws when the text is not what `toText` makes. */
export function fromText(text: string): State {
  const { version, ...kept } = JSON.parse(text);
  if (version !== VERSION) throw new Error(`it is of version ${Number(version)}, not ${VERSION}`);
  const maps = Object.fromEntries(COLLECTIONS.map((name) => [name, new Map(kept[name])]));
  return { ...kept, ...maps, consents: new Set(kept.consents), settings: Settings.parse(kept.settings) };
}
