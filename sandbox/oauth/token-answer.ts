import type { Sandbox } from '../sandbox.js';
import type { Grant } from '../state/grant.js';
import { findUser, type User } from '../world/users.js';

const SCOPES: Readonly<Record<string, string>> = {
  full_access: 'accounts:rw accounting:rw core:rw',
  readonly: 'accounts:r accounting:r core:r',
};
/** With the header and signature about 1.75 kB: Sage says up to 2,048 bytes, and columns must hold them. */
const V31_PAYLOAD_BYTES = 1_260;

/** The same grant at the same rotation makes the same tokens: that is how the lenient mode repeats a pair. */
async function tokenOf({ signer }: Sandbox, grant: Grant, user: User, use: 'access' | 'refresh') {
  const expiresAt = use === 'access' ? grant.accessExpiresAt : grant.refreshExpiresAt;
  const payload = {
    jti: `${grant.grantId}/${grant.rotation}/${use}`,
    iat: grant.rotatedAt / 1_000,
    ...(expiresAt === null ? {} : { exp: expiresAt / 1_000 }),
    iss: 'Sandbox: not Sage',
    sub: user.userId,
    aud: grant.clientId,
    azp: grant.clientId,
    country: grant.country.toLowerCase(),
    scopes: SCOPES[grant.scope],
    use,
    gid: grant.grantId,
    rot: grant.rotation,
    usr: grant.user,
  };
  if (grant.apiVersion === '3.0') return signer.sign(payload);
  const missing = V31_PAYLOAD_BYTES - JSON.stringify({ ...payload, filler: '' }).length;
  return signer.sign({ ...payload, filler: '.'.repeat(Math.max(0, missing)) });
}

const secondsLeft = (until: number, now: number): number => Math.max(0, Math.round((until - now) / 1_000));

/**
 * What the token endpoint answers for the grant's present pair. All is read from the grant before anything is waited
 * for: it may be refreshed again meanwhile.
 */
export async function tokenAnswer(sandbox: Sandbox, grant: Grant): Promise<Record<string, unknown>> {
  const user = findUser(grant.user);
  if (user === undefined) throw new Error('a grant of a user that the sandbox does not have');
  const expires_in = secondsLeft(grant.accessExpiresAt, sandbox.now());
  const particulars = ofItsVersion(sandbox, grant, user);
  const [access_token, refresh_token] = await Promise.all([
    tokenOf(sandbox, grant, user, 'access'),
    tokenOf(sandbox, grant, user, 'refresh'),
  ]);
  return {
    access_token,
    scope: grant.scope,
    token_type: 'bearer',
    expires_in,
    refresh_token,
    ...particulars,
  };
}

function ofItsVersion(sandbox: Sandbox, grant: Grant, user: User): Record<string, unknown> {
  if (grant.refreshExpiresAt !== null)
    return {
      refresh_token_expires_in: secondsLeft(grant.refreshExpiresAt, sandbox.now()),
      requested_by_id: user.userId,
    };
  const resource_owner_id = user.businesses.find(({ id }) => id === grant.businessId)?.v30Id;
  const missing = sandbox.state.settings.resourceOwnerMissing || !user.owner;
  return missing || resource_owner_id === undefined ? {} : { resource_owner_id };
}
