import type { Sandbox } from '../sandbox.js';
import type { Grant } from '../state/grant.js';
import { findUser, type User } from '../world/users.js';

const SCOPES: Readonly<Record<string, string>> = {
  full_access: 'accounts:rw accounting:rw core:rw',
  readonly: 'accounts:r accounting:r core:r',
};
/** A token of about 1.75 kB. Sage documents up to 2,048 bytes, so storage must be tested with long tokens. */
const V31_PAYLOAD_BYTES = 1_260;

/** The same grant and rotation give the same token, so lenient mode can repeat a pair without storing it. */
async function signToken({ signer }: Sandbox, grant: Grant, user: User, use: 'access' | 'refresh') {
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
 * The token endpoint's answer for a grant's current pair. Reads the grant before the first `await`: it may be rotated
 * later.
 */
export async function tokenAnswer(sandbox: Sandbox, grant: Grant): Promise<Record<string, unknown>> {
  const user = findUser(grant.user);
  if (user === undefined) throw new Error('the grant belongs to an unknown user');
  const expires_in = secondsLeft(grant.accessExpiresAt, sandbox.now());
  const extraFields = versionFields(sandbox, grant, user);
  const [access_token, refresh_token] = await Promise.all([
    signToken(sandbox, grant, user, 'access'),
    signToken(sandbox, grant, user, 'refresh'),
  ]);
  return {
    access_token,
    scope: grant.scope,
    token_type: 'bearer',
    expires_in,
    refresh_token,
    ...extraFields,
  };
}

function versionFields(sandbox: Sandbox, grant: Grant, user: User): Record<string, unknown> {
  if (grant.refreshExpiresAt !== null)
    return {
      refresh_token_expires_in: secondsLeft(grant.refreshExpiresAt, sandbox.now()),
      requested_by_id: user.userId,
    };
  const resource_owner_id = user.businesses.find(({ id }) => id === grant.businessId)?.v30Id;
  const missing = sandbox.state.settings.resourceOwnerMissing || !user.owner;
  return missing || resource_owner_id === undefined ? {} : { resource_owner_id };
}
