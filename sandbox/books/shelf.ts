import { countryOf } from '../world/countries.js';
import type { Business } from '../world/users.js';
import { Books } from './books.js';
import { SIZES, type Size, unitsOfSize } from './cycle.js';
import type { Edition } from './lists.js';
import { penniesOf } from './money.js';
import { numberOfName } from './record-ids.js';

export interface BooksOptions {
  readonly size: Size;
  readonly seed: number;
  readonly edition: Edition;
  /** Areas of which the user has no rights, such as `journals`. */
  readonly deniedAreas: readonly string[];
}

export const DEFAULT_OPTIONS: BooksOptions = { size: 'usual', seed: 1, edition: 'plus', deniedAreas: [] };

/** The books of all businesses. What was written is in memory only: a restart or other options make the books anew. */
export class BookShelf {
  readonly #books = new Map<string, { readonly key: string; readonly books: Books }>();

  open(business: Business, { size, seed }: BooksOptions): Books {
    const key = `${size}/${seed}`;
    const found = this.#books.get(business.id);
    if (found?.key === key) return found.books;
    const { taxRates, currency } = countryOf(business.country);
    const books = new Books(business.id, {
      seed: seed ^ numberOfName(business.id),
      units: unitsOfSize(SIZES[size]),
      // Percent with two decimals, read as pennies, are hundredths of a percent.
      taxRates: taxRates.map(([, percentage]) => Math.round((penniesOf(percentage) ?? 0) / 10)),
      foreignCurrency: currency === 'EUR' ? 'GBP' : 'EUR',
    });
    this.#books.set(business.id, { key, books });
    return books;
  }

  /** Drops the books of a business, or of all, with everything that was written. */
  clear(businessId?: string): void {
    if (businessId === undefined) this.#books.clear();
    else this.#books.delete(businessId);
  }
}
