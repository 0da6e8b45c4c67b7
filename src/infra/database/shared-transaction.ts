import type { Db, OpenTransaction, Transaction } from './open-transaction.js';

/** How a shared transaction begins. */
export interface SharedBegin {
  begin(): Promise<OpenTransaction>;
  /** Its first statements. */
  first(tx: Transaction): Promise<void>;
  /** Called with every error of it; answers the error to throw. */
  noted(error: unknown): unknown;
}

/**
 * One transaction for all that a request writes. It begins with the request's first transaction, and each of them is a
 * part of it. What is read afterwards is read in it, too. Its owner commits it or rolls it back.
 */
export class SharedTransaction {
  #tx: OpenTransaction | undefined;
  #isOver = false;
  #failure: unknown;
  readonly #afterwards: (() => Promise<unknown>)[] = [];

  constructor(private readonly how: SharedBegin) {}

  get isOver(): boolean {
    return this.#isOver;
  }

  /** The last error of a part or a statement. */
  get failure(): unknown {
    return this.#failure;
  }

  /** Reads what it has written. Undefined before it begins, and when it is over. */
  get reader(): Db | undefined {
    const tx = this.#tx;
    return tx && { query: (text, values) => this.#noted(tx.query(text, values)) };
  }

  /** @throws what `work` throws; the driver's error for anything else. */
  run<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    return this.#noted(this.#begun().then((tx) => tx.part(work)));
  }

  /** Work that must wait for the commit, because it calls other systems. It must not reject. */
  afterCommit(work: () => Promise<unknown>): void {
    this.#afterwards.push(work);
  }

  /** Commits after `last`, and waits for the work that waited for it. @throws the driver's error: nothing stays, or it is not known. */
  async commit(last: (tx: Transaction) => void): Promise<void> {
    try {
      const tx = await this.#begun();
      last(tx);
      await tx.commit();
    } catch (error) {
      await this.rollback(error);
      throw this.how.noted(error);
    }
    this.#end();
    await Promise.all(this.#afterwards.map((work) => work()));
  }

  async rollback(error?: unknown): Promise<void> {
    await this.#end()?.rollback(error);
  }

  /** As the promise. Keeps its error: a caller learns from it whether running everything again can help. */
  #noted<T>(promise: Promise<T>): Promise<T> {
    return promise.catch((error) => {
      this.#failure = this.how.noted(error);
      throw this.#failure;
    });
  }

  #end(): OpenTransaction | undefined {
    const tx = this.#tx;
    this.#tx = undefined;
    this.#isOver = true;
    return tx;
  }

  async #begun(): Promise<OpenTransaction> {
    if (this.#tx !== undefined) return this.#tx;
    const tx = await this.how.begin();
    try {
      await this.how.first(tx);
    } catch (error) {
      await tx.rollback(error);
      throw error;
    }
    this.#tx = tx;
    return tx;
  }
}
