import { JsonOutput } from './json-output.js';

/** Bytes that are kept for all queries together. Beyond that the whole cache is emptied. */
const MAX_CACHED_BYTES = 16_000_000;

/** The memory budget that the `SelectionCache`s of all queries share. */
export class JsonCache {
  #kept = 0;
  #generation = 0;
  /** True while a value is written that will be kept: values inside it are not kept a second time. */
  writing = false;

  constructor(private readonly most = MAX_CACHED_BYTES) {}

  /** Grows each time the cache is emptied. What was kept in an earlier generation is not valid any more. */
  get generation(): number {
    return this.#generation;
  }

  /** Bytes that are kept now. */
  get bytes(): number {
    return this.#kept;
  }

  /** Counts bytes that were kept, and empties the cache when they exceed the budget. */
  add(bytes: number): void {
    this.#kept += bytes;
    if (this.#kept <= this.most) return;
    this.#kept = 0;
    this.#generation++;
  }
}

/**
 * Keeps the JSON that one selection of a query writes for immutable values, by the identity of the value. An entry
 * ends with its value, with its query, or when `JsonCache` is emptied. Only for selections that are written
 * synchronously and depend on nothing but the value.
 */
export class SelectionCache {
  #parts = new WeakMap<object, Buffer>();
  #generation = 0;

  constructor(private readonly all: JsonCache) {}

  /** The JSON that was kept for `value`. */
  find(value: object): Buffer | undefined {
    return this.#generation === this.all.generation ? this.#parts.get(value) : undefined;
  }

  /** Writes an immutable value, and keeps its JSON unless it is part of a larger value that is kept as a whole. */
  write(out: JsonOutput, value: object, write: (out: JsonOutput) => void): void {
    if (this.all.writing) {
      write(out);
      return;
    }
    if (this.#generation !== this.all.generation) this.#parts = new WeakMap();
    this.#generation = this.all.generation;
    const own = new JsonOutput();
    this.all.writing = true;
    try {
      own.step(() => write(own));
    } finally {
      this.all.writing = false;
    }
    const bytes = own.toBytes();
    this.#parts.set(value, bytes);
    this.all.add(bytes.length);
    out.addBytes(bytes);
  }
}
