import type { PlatformAccess, PlatformAnswer } from '../../provider-api.js';
import { isV30 } from '../sage.endpoints.js';
import { under } from './sage.businesses.js';
import { failureOf, membersOf, read, unavailable } from './sage.read.js';

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
  if (!v30) {
    if (access.businessId === null)
      throw new Error('no business is chosen whose subscription could be checked');
    const business = await read(access, under(base, `businesses/${encodeURIComponent(access.businessId)}`));
    if (business.kind !== 'ok') return failureOf(business);
    if (saysInactive(business.value)) return { kind: 'subscription-inactive' };
  }
  const url = under(base, v30 ? 'accounts/v3/ledger_accounts' : 'ledger_accounts');
  url.searchParams.set('items_per_page', '1');
  const proof = await read(access, url);
  // A user who may not read ledger accounts still has access to the business.
  if (proof.kind === 'forbidden' || proof.kind === 'ok') return { kind: 'ok', value: true };
  return proof.kind === 'missing' ? unavailable('status 404') : proof;
}

function saysInactive(value: unknown): boolean {
  const subscriptions = membersOf(value)?.subscriptions;
  if (!Array.isArray(subscriptions)) return false;
  return !subscriptions.some((one) => {
    const subscription = membersOf(one);
    return subscription?.active === true && ACCOUNTING.has(String(subscription.id));
  });
}
