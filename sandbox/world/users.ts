import type { SubscriptionState } from '../state/state.js';
import { hexId, uuidOf } from './ids.js';

export interface Business {
  /** v3.1's id. */
  readonly id: string;
  /** v3.0's, which is also the `resource_owner_id`: the two versions have no id in common. */
  readonly v30Id: string;
  readonly name: string;
  readonly country: string;
  readonly subscription: SubscriptionState;
}

export interface User {
  readonly key: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly userId: string;
  readonly country: string;
  /** The first is the lead business. */
  readonly businesses: readonly Business[];
  /** Nobody owns the business of an employee: v3.0 names no resource owner then. */
  readonly owner: boolean;
  /** For the page where one signs in. */
  readonly shows: string;
}

interface Sketch extends Partial<Pick<User, 'country' | 'owner'>> {
  readonly names: readonly string[];
  readonly subscription?: SubscriptionState;
  readonly shows: string;
}

const TRADES = [
  'Bakery',
  'Bicycles',
  'Books',
  'Carpets',
  'Dairy',
  'Flowers',
  'Glass',
  'Tiles',
  'Tools',
  'Wool',
];
const TOWNS = ['Alnwick', 'Bude', 'Conwy', 'Dover', 'Ely', 'Frome', 'Girvan', 'Hexham', 'Ilkley', 'Kelso'];

/** 274: as many as an accountant was once seen to have. */
const MANY = Array.from(
  { length: 274 },
  (_, at) => `${TOWNS[at % 10]} ${TRADES[Math.floor(at / 10) % 10]} ${String(at + 1).padStart(3, '0')} Ltd`,
);

const SKETCHES: Readonly<Record<string, readonly [string, string, Sketch]>> = {
  one: ['Olive', 'Archer', { names: ['Alder & Ash Ltd'], shows: 'one business, the usual case' }],
  none: ['Nell', 'Barker', { names: [], shows: 'no business at all' }],
  three: [
    'Theo',
    'Carter',
    { names: ['Birch Bikes Ltd', 'Cedar Catering Ltd', 'Dogwood Design Ltd'], shows: 'three businesses' },
  ],
  many: ['Mabel', 'Fuller', { names: MANY, shows: 'an accountant with 274 businesses' }],
  expired: [
    'Edith',
    'Cooper',
    { names: ['Elm Events Ltd'], subscription: 'expired', shows: 'the subscription has expired' },
  ],
  irish: ['Ita', 'Mason', { names: ['Fern Foods DAC'], country: 'IE', shows: 'a business in Ireland' }],
  canadian: [
    'Clara',
    'Miller',
    { names: ['Maple Motors Inc.'], country: 'CA', shows: 'a business in Canada' },
  ],
  american: [
    'Amos',
    'Porter',
    { names: ['Gum Garage LLC'], country: 'US', shows: 'a business in a country that cannot be chosen' },
  ],
  employee: [
    'Enid',
    'Taylor',
    { names: ['Hazel Hats Ltd'], owner: false, shows: 'works for a business and does not own it' },
  ],
};

function businessOf(
  key: string,
  name: string,
  { country = 'GB', subscription = 'active' }: Sketch,
): Business {
  const of = `${key}/${name}`;
  return { id: hexId(`business/${of}`), v30Id: hexId(`v3.0/${of}`), name, country, subscription };
}

export const USERS: readonly User[] = Object.entries(SKETCHES).map(
  ([key, [firstName, lastName, sketch]]) => ({
    key,
    firstName,
    lastName,
    userId: uuidOf(`user/${key}`),
    country: sketch.country ?? 'GB',
    businesses: sketch.names.map((name) => businessOf(key, name, sketch)),
    owner: sketch.owner ?? true,
    shows: sketch.shows,
  }),
);

const byKey = new Map(USERS.map((user) => [user.key, user]));
const byBusiness = new Map(
  USERS.flatMap(({ businesses }) => businesses).flatMap((one) => [
    [one.id, one] as const,
    [one.v30Id, one] as const,
  ]),
);

export function findUser(key: string): User | undefined {
  return byKey.get(key);
}

/** By either version's id. */
export function findBusiness(id: string): Business | undefined {
  return byBusiness.get(id);
}
