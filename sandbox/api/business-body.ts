import type { SageRecord } from '../books/fixed-lists.js';
import type { Sandbox } from '../sandbox.js';
import { countryOf } from '../world/countries.js';

import type { Business, User } from '../world/users.js';
import { booksOptions, subscriptionOf } from './access.js';

export const AREAS = ['sales', 'purchases', 'contacts', 'bank', 'journals', 'reporting', 'settings'] as const;
const TIMESTAMPS = { created_at: '2023-05-02T08:15:00Z', updated_at: '2025-01-20T16:40:00Z' };

/**
 * A business with all fields. Like Sage, it lists a Payroll subscription beside Accounting, so that a client that takes
 * the wrong one is found out.
 */
export function businessBody(sandbox: Sandbox, business: Business): SageRecord {
  const state = subscriptionOf(sandbox, business);
  const accounting = { active: state !== 'expired', status: state === 'active' ? 'paying' : 'expired' };
  return {
    id: business.id,
    displayed_as: business.name,
    $path: `/businesses/${business.id}`,
    ...TIMESTAMPS,
    created_at: business.createdAt,
    name: business.name,
    address_line_1: '1 Sandbox Street',
    address_line_2: '',
    city: business.city,
    postal_code: 'TE5 7ED',
    country: { id: business.country, displayed_as: countryOf(business.country).name },
    region: '',
    telephone: '',
    mobile: '',
    website: '',
    is_demo: business.isDemo,
    ni_based: false,
    subscriptions: [
      ...(business.accounting
        ? [
            {
              id: 'ACCOUNTING',
              displayed_as: 'Accounting',
              ...accounting,
              accountant_pays: false,
              ...TIMESTAMPS,
            },
          ]
        : []),
      {
        id: 'PAYROLL_25',
        displayed_as: 'Payroll 25',
        active: true,
        status: 'paying',
        accountant_pays: false,
        ...TIMESTAMPS,
      },
    ],
    user_roles: [],
    user_permissions: AREAS.map((area) => ({
      area: `accounting_${area}`,
      role: booksOptions(sandbox, business).deniedAreas.includes(area) ? 'no_access' : 'full_access',
    })),
  };
}

export function userBody(user: User) {
  return {
    ...TIMESTAMPS,
    displayed_as: `${user.firstName} ${user.lastName}`,
    id: user.userId.replaceAll('-', ''),
    first_name: user.firstName,
    last_name: user.lastName,
    initials: `${user.firstName[0]}${user.lastName[0]}`,
    email: `${user.key}@sandbox.example`,
    locale: countryOf(user.country).locale,
  };
}
