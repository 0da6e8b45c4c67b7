import type { InactiveCause, PlatformAccess, PlatformAnswer } from '../../provider-api.js';
import { isV30 } from '../sage.endpoints.js';
import { under } from './sage.businesses.js';
import { failureOf, membersOf, objectsIn, read, unavailable } from './sage.read.js';

/** The accounting products. The list of a business contains payroll as well. */
const ACCOUNTING = new Set(['START', 'MICRO', 'ACCOUNTS', 'ACCOUNTING_10', 'ACCOUNTING']);

/**
 * Whether data of the chosen business can be read. The subscriptions that a business lists can refuse it, but an active
 * one is no proof: Sage's own example has `active: true` beside `status: "expired"`. Only a read that succeeds is proof.
 * @throws where no business is chosen on v3.1.
 */
export async function checkSubscription(base: URL, access: PlatformAccess): Promise<PlatformAnswer<true>> {
  const v30 = isV30(access.application.apiVersion);
  if (v30 && access.businessId === null && access.platformUserId === null) return { kind: 'owner-required' };
  let cause: { readonly cause?: InactiveCause } = {};
  if (!v30) {
    if (access.businessId === null) throw new Error('no business is chosen whose subscription could be checked');
    const business = await read(access, under(base, `businesses/${encodeURIComponent(access.businessId)}`));
    if (business.kind !== 'ok') return failureOf(business);
    const answer = membersOf(business.value);
    if (answer?.is_demo === true) cause = { cause: 'DEMO' };
    const inactive = inactiveAmong(answer?.subscriptions);
    if (inactive !== undefined) return { kind: 'subscription-inactive', ...inactive, ...cause };
  }
  const url = under(base, v30 ? 'accounts/v3/ledger_accounts' : 'ledger_accounts');
  url.searchParams.set('items_per_page', '1');
  const proof = await read(access, url);
  // A user who may not read ledger accounts still has access to the business.
  if (proof.kind === 'forbidden' || proof.kind === 'ok') return { kind: 'ok', value: true };
  if (proof.kind === 'subscription-inactive') return { ...proof, ...cause };
  return proof.kind === 'missing' ? unavailable('status 404') : proof;
}

/** Undefined: an accounting subscription is active, or the business does not say. */
function inactiveAmong(subscriptions: unknown): { readonly cause?: InactiveCause } | undefined {
  if (!Array.isArray(subscriptions)) return undefined;
  const known = objectsIn(subscriptions);
  const accounting = known.filter(({ id }) => ACCOUNTING.has(String(id)));
  if (accounting.some(({ active }) => active === true)) return undefined;
  return known.length > 0 && accounting.length === 0 ? { cause: 'NO_ACCOUNTING' } : {};
}
