import type { SubscriptionState } from '../state/state.js';
import { hexId, uuidOf } from './ids.js';

export interface Business {
  /** v3.1's id. */
  readonly id: string;
  /** The id in v3.0, also used as `resource_owner_id`. The two versions have no id in common. */
  readonly v30Id: string;
  readonly name: string;
  readonly country: string;
  readonly subscription: SubscriptionState;
  readonly city: string;
  readonly createdAt: string;
  readonly isDemo: boolean;
  /** False for an accountant's practice: it has other subscriptions only. */
  readonly accounting: boolean;
}

export interface User {
  readonly key: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly userId: string;
  readonly country: string;
  /** The first one is the lead business. */
  readonly businesses: readonly Business[];
  /** False for an employee, for whom v3.0 returns no resource owner. */
  readonly owner: boolean;
  /** The text on the sign-in page. */
  readonly description: string;
}

type BusinessTemplate = Partial<Omit<Business, 'id' | 'v30Id'>> & Pick<Business, 'name'>;

interface UserTemplate extends Partial<Pick<User, 'country' | 'owner'>> {
  readonly names: readonly (string | BusinessTemplate)[];
  readonly subscription?: SubscriptionState;
  readonly description: string;
}

const TRADES = ['Bakery', 'Bicycles', 'Books', 'Carpets', 'Dairy', 'Flowers', 'Glass', 'Tiles', 'Tools', 'Wool'];
const TOWNS = ['Alnwick', 'Bude', 'Conwy', 'Dover', 'Ely', 'Frome', 'Girvan', 'Hexham', 'Ilkley', 'Kelso'];

/** 274 businesses, the number that one accountant is reported to have. */
const MANY_NAMES = Array.from(
  { length: 274 },
  (_, at) => `${TOWNS[at % 10]} ${TRADES[Math.floor(at / 10) % 10]} ${String(at + 1).padStart(3, '0')} Ltd`,
);

const USER_TEMPLATES: Readonly<Record<string, readonly [string, string, UserTemplate]>> = {
  one: ['Olive', 'Archer', { names: ['Alder & Ash Ltd'], description: 'one business, the usual case' }],
  none: ['Nell', 'Barker', { names: [], description: 'no business at all' }],
  three: [
    'Theo',
    'Carter',
    {
      names: ['Birch Bikes Ltd', 'Cedar Catering Ltd', 'Dogwood Design Ltd'],
      description: 'three businesses',
    },
  ],
  many: ['Mabel', 'Fuller', { names: MANY_NAMES, description: 'an accountant with 274 businesses' }],
  expired: [
    'Edith',
    'Cooper',
    { names: ['Elm Events Ltd'], subscription: 'expired', description: 'the subscription has expired' },
  ],
  namesakes: [
    'Nadia',
    'Weaver',
    {
      names: [
        'Juniper Joinery Ltd',
        { name: 'Juniper Joinery Ltd', city: 'Otherham', createdAt: '2024-11-30T10:00:00Z' },
        { name: 'Juniper Joinery Ltd', country: 'IE' },
        { name: 'Juniper Joinery Ltd', country: 'IE' },
        'Kingcup Kitchens Ltd',
      ],
      description: 'four businesses of one name, two of them alike in everything but the id',
    },
  ],
  accountant: [
    'Agnes',
    'Clerk',
    {
      names: [
        { name: 'Clerk & Partners', accounting: false },
        { name: 'Sage Sample Company', isDemo: true, subscription: 'expired' },
        'Larch Lamps Ltd',
      ],
      description: "a practice without accounting, a demo company, and a client's business",
    },
  ],
  irish: ['Ita', 'Mason', { names: ['Fern Foods DAC'], country: 'IE', description: 'a business in Ireland' }],
  canadian: ['Clara', 'Miller', { names: ['Maple Motors Inc.'], country: 'CA', description: 'a business in Canada' }],
  american: [
    'Amos',
    'Porter',
    {
      names: ['Gum Garage LLC'],
      country: 'US',
      description: 'a business in a country that cannot be chosen',
    },
  ],
  employee: [
    'Enid',
    'Taylor',
    { names: ['Hazel Hats Ltd'], owner: false, description: 'works for a business and does not own it' },
  ],
};

/** The first business of a name has it alone in the path of its id; the others add their place in the list. */
function businessOf(key: string, template: UserTemplate, at: number): Business {
  const named = template.names.map((one) => (typeof one === 'string' ? { name: one } : one));
  const own = named[at] ?? { name: '' };
  const first = named.findIndex(({ name }) => name === own.name) === at;
  const path = `${key}/${own.name}${first ? '' : `/${at}`}`;
  return {
    id: hexId(`business/${path}`),
    v30Id: hexId(`v3.0/${path}`),
    country: template.country ?? 'GB',
    subscription: template.subscription ?? 'active',
    city: 'Testford',
    createdAt: '2023-05-02T08:15:00Z',
    isDemo: false,
    accounting: true,
    ...own,
  };
}

export const USERS: readonly User[] = Object.entries(USER_TEMPLATES).map(([key, [firstName, lastName, template]]) => ({
  key,
  firstName,
  lastName,
  userId: uuidOf(`user/${key}`),
  country: template.country ?? 'GB',
  businesses: template.names.map((_, at) => businessOf(key, template, at)),
  owner: template.owner ?? true,
  description: template.description,
}));

const byKey = new Map(USERS.map((user) => [user.key, user]));
const byBusiness = new Map(
  USERS.flatMap(({ businesses }) => businesses).flatMap((business) => [
    [business.id, business] as const,
    [business.v30Id, business] as const,
  ]),
);

export function findUser(key: string): User | undefined {
  return byKey.get(key);
}

/** Finds a business by its v3.0 or v3.1 id. */
export function findBusiness(id: string): Business | undefined {
  return byBusiness.get(id);
}
