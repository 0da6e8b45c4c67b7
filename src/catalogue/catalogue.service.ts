import type { Database } from '../infra/database/database.js';
import { type IntegrationData, readCatalogue } from './catalogue.repository.js';

/** The catalogue at one moment: immutable, shared by all requests. */
export interface Catalogue {
  readonly version: string;
  /** In name order. */
  readonly integrations: readonly IntegrationData[];
  findIntegration(key: string): IntegrationData | undefined;
}

/** Reads the catalogue once, and again when an API key's look-up tells that the database has another version of it. */
export class CatalogueService {
  #snapshot: Promise<Catalogue> | undefined;
  #version: string | undefined;

  constructor(private readonly database: Database) {}

  /** The snapshot of the version the caller was told of; reads the tables at most once per version. */
  async at(version: string): Promise<Catalogue> {
    if (this.#snapshot === undefined || this.#version !== version) {
      const reading = this.#read();
      this.#snapshot = reading;
      this.#version = version;
      // A failed reading is not kept: the next request tries again.
      reading.catch(() => {
        if (this.#snapshot === reading) this.#snapshot = undefined;
      });
    }
    return this.#snapshot;
  }

  async #read(): Promise<Catalogue> {
    const { version, integrations } = await readCatalogue(this.database.reader(AbortSignal.timeout(5000)));
    const byKey = new Map(integrations.map((integration) => [integration.key, integration]));
    return { version, integrations, findIntegration: (key) => byKey.get(key) };
  }
}
