import { expect, test } from '@jest/globals';
import { type AccessState, decideAccess } from '../../../src/tokens/grant/access.rules.js';

const spent: AccessState = {
  state: 'ACTIVE',
  fresh: false,
  forceExpired: false,
  servable: false,
  faulty: false,
  inBackoff: false,
};
const servable = { ...spent, servable: true };
const fresh = { ...servable, fresh: true };
const old = { ...fresh, forceExpired: true };

test.each<[string, AccessState, boolean, string]>([
  ['a fresh token is served', fresh, true, 'serve'],
  ['a fresh token is served, however old, when renewal is not forced', old, true, 'serve'],
  ['a fresh token is served when refreshing is off', fresh, false, 'serve'],
  ['a token that is not fresh is renewed', servable, true, 'renew'],
  ['a token that is not fresh is served when refreshing is off', servable, false, 'serve'],
  ['a token that is not fresh is served during a pause', { ...servable, inBackoff: true }, true, 'serve'],
  ['a token that is not fresh is served with faulty keys', { ...servable, faulty: true }, true, 'serve'],
  ['a spent token is renewed', spent, true, 'renew'],
  ['a spent token is not to be had when refreshing is off', spent, false, 'unavailable'],
  ['a spent token is not to be had during a pause', { ...spent, inBackoff: true }, true, 'unavailable'],
  ['a spent token with faulty keys is blamed on the keys', { ...spent, faulty: true }, true, 'credentials-faulty'],
  ['a link that was given up is told so', { ...fresh, state: 'DEAUTHORIZED' }, true, 'deauthorized'],
  ['a grant that has ended is told so', { ...fresh, state: 'ENDED' }, true, 'ended'],
])('%s', (_what, grant, mayRenew, answer) => {
  expect(decideAccess(grant, false, mayRenew)).toBe(answer);
});

test.each<[string, AccessState, boolean, string]>([
  ['renews a fresh token that is old enough', old, true, 'renew'],
  ['serves a fresh token that was just obtained', fresh, true, 'serve'],
  ['does not serve the token that it must replace during a pause', { ...old, inBackoff: true }, true, 'unavailable'],
  ['serves a token that was just obtained, during a pause', { ...fresh, inBackoff: true }, true, 'serve'],
  ['blames faulty keys for a token that it cannot renew', { ...old, faulty: true }, true, 'credentials-faulty'],
  ['serves a token that was just obtained, with faulty keys', { ...fresh, faulty: true }, true, 'serve'],
  ['does not serve the token that it must replace when no renewal is possible', old, false, 'unavailable'],
  ['serves a token that was just obtained when no renewal is possible', fresh, false, 'serve'],
  ['cannot bring back a link that was given up', { ...old, state: 'DEAUTHORIZED' }, true, 'deauthorized'],
  ['cannot bring back a grant that has ended', { ...old, state: 'ENDED' }, true, 'ended'],
])('a forced call %s', (_what, grant, mayRenew, answer) => {
  expect(decideAccess(grant, true, mayRenew)).toBe(answer);
});
