/** A part of an answer: bytes of JSON, or a place where a part is yet to come. */
type Part = Buffer | JsonOutput;

/**
 * Where text becomes bytes as it is added, shared by the whole process: an answer makes no strings that would have to be
 * joined and encoded, which took 40 % of the dashboard's time. It is a stack: within one synchronous step an output
 * that is begun later ends earlier.
 */
const SCRATCH = Buffer.allocUnsafeSlow(262_144);
let end = 0;

const [SPACE, QUOTE, BACKSLASH, DELETE] = [0x20, 0x22, 0x5c, 0x7f];

/** JSON on its way out: text and bytes put together in order, with places that are filled in later. */
export class JsonOutput {
  readonly #parts: Part[] = [];
  /** Where in SCRATCH the bytes begin that are no part yet; -1: there are none. */
  #from = -1;

  /** Runs what adds to this output without waiting for anything; only within it may text be added. */
  step(work: () => void): void {
    const before = end;
    try {
      work();
      this.#flush();
    } finally {
      end = before;
      this.#from = -1;
    }
  }

  /** Adds JSON as it stands. */
  add(json: string): void {
    if (!this.#hasRoomFor(json.length * 3)) {
      this.#parts.push(Buffer.from(json));
      return;
    }
    const start = end;
    for (let i = 0; i < json.length; i++) {
      const code = json.charCodeAt(i);
      if (code >= DELETE) {
        end = start + SCRATCH.write(json, start);
        return;
      }
      SCRATCH[end++] = code;
    }
  }

  /** Adds a text as a JSON string. */
  addString(value: string): void {
    if (!this.#hasRoomFor(value.length + 2)) {
      this.add(JSON.stringify(value));
      return;
    }
    const start = end;
    SCRATCH[end++] = QUOTE;
    for (let i = 0; i < value.length; i++) {
      const code = value.charCodeAt(i);
      if (code < SPACE || code >= DELETE || code === QUOTE || code === BACKSLASH) {
        end = start;
        this.add(JSON.stringify(value));
        return;
      }
      SCRATCH[end++] = code;
    }
    SCRATCH[end++] = QUOTE;
  }

  /** Adds JSON in UTF-8, which must not change any more. */
  addBytes(bytes: Buffer): void {
    this.#flush();
    this.#parts.push(bytes);
  }

  /** A place for what comes later. */
  reserve(): JsonOutput {
    const place = new JsonOutput();
    this.#flush();
    this.#parts.push(place);
    return place;
  }

  /** All of it in UTF-8, between `before` and `after`. */
  toBytes(before = '', after = ''): Buffer {
    const parts = [Buffer.from(before)];
    this.#collect(parts);
    parts.push(Buffer.from(after));
    return Buffer.concat(parts);
  }

  #hasRoomFor(bytes: number): boolean {
    if (bytes > SCRATCH.length - end) this.#flush();
    if (bytes > SCRATCH.length - end) return false;
    if (this.#from < 0) this.#from = end;
    return true;
  }

  #flush(): void {
    if (this.#from < 0) return;
    if (end > this.#from) this.#parts.push(Buffer.from(SCRATCH.subarray(this.#from, end)));
    end = this.#from;
    this.#from = -1;
  }

  #collect(all: Buffer[]): void {
    for (const part of this.#parts) {
      if (part instanceof JsonOutput) part.#collect(all);
      else all.push(part);
    }
  }
}
