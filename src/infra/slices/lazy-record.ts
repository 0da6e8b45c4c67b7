/** One function for each name of `Made`; it gets the context, and the record of all, from which it takes what it needs. */
export type Factories<Made extends object, Context, All extends object = Made> = {
  readonly [Name in keyof Made]: (context: Context, all: All) => Made[Name];
};

/** The factories of one giver. Its name is for error messages. */
export interface GivenFactories {
  readonly givenBy: string;
  readonly factories: object;
}

type Make<Context> = (context: Context, all: unknown) => unknown;

/** Stands in for a value that is being made. */
const MAKING = Symbol('making');

/**
 * Builds the class of records whose values are made when they are first read, each once. The order of the factories
 * therefore does not matter, and a new record takes no work per name.
 *
 * The values are accessors of the prototype: read them by name or by destructuring. Spreading a record copies nothing.
 *
 * @throws when two givers have the same name, which would silently lose one value. Reading a value that needs itself
 * throws as well.
 */
export function lazyRecord<Made extends object, Context>(
  given: readonly GivenFactories[],
): new (
  context: Context,
) => Made {
  class LazyRecord {
    readonly #made: unknown[] = [];
    readonly #context: Context;

    constructor(context: Context) {
      this.#context = context;
    }

    /** The value at a place, made by now. */
    static read(record: LazyRecord, place: number, name: string, make: Make<Context>): unknown {
      const found = record.#made[place];
      if (found === MAKING) throw new Error(`"${name}" needs itself, directly or through others`);
      if (found !== undefined) return found;
      record.#made[place] = MAKING;
      try {
        record.#made[place] = make(record.#context, record);
      } catch (error) {
        record.#made[place] = undefined;
        throw error;
      }
      return record.#made[place];
    }
  }
  for (const [place, { name, make }] of named<Context>(given).entries())
    Object.defineProperty(LazyRecord.prototype, name, {
      enumerable: true,
      get(this: LazyRecord) {
        return LazyRecord.read(this, place, name, make);
      },
    });
  return LazyRecord as unknown as new (
    context: Context,
  ) => Made;
}

/** All factories, each with its name. */
function named<Context>(given: readonly GivenFactories[]): { name: string; make: Make<Context> }[] {
  const givers = new Map<string, string>();
  return given.flatMap(({ givenBy, factories }) =>
    Object.entries(factories).map(([name, make]) => {
      const other = givers.get(name);
      if (other !== undefined) throw new Error(`"${name}" is given twice: by ${other} and by ${givenBy}`);
      givers.set(name, givenBy);
      return { name, make };
    }),
  );
}
