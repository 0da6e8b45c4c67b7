import { JsonOutput } from './json-output.js';

/** Bytes that are kept, all queries together; beyond that all is forgotten and written anew. */
const MAX_CACHED_BYTES = 16_000_000;

/** The budget that the parts of all queries share. */
export class JsonCache {
  #kept = 0;
  #generation = 0;
  /** While a part is written: the parts it is made of are not kept by themselves as well. */
  writing = false;

  constructor(private readonly most = MAX_CACHED_BYTES) {}

  /** Another one than before: what was kept counts no longer. */
  get generation(): number {
    return this.#generation;
  }

  /** How much is kept now. */
  get bytes(): number {
    return this.#kept;
  }

  add(bytes: number): void {
    this.#kept += bytes;
    if (this.#kept <= this.most) return;
    this.#kept = 0;
    this.#generation++;
  }
}

/**
 * What one selection of a query writes for immutable values, kept by the value's identity: it goes when the value
 * goes, or the query, or when there is too much of it. Only for selections whose text follows from the value alone,
 * and which are written synchronously.
 */
export class SelectionCache {
  #parts = new WeakMap<object, Buffer>();
  #generation = 0;

  constructor(private readonly all: JsonCache) {}

  /** What was written for `value` before. */
  find(value: object): Buffer | undefined {
    return this.#generation === this.all.generation ? this.#parts.get(value) : undefined;
  }

  /** Writes an immutable value, and keeps what is written unless it is within a part that is kept as a whole. */
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
