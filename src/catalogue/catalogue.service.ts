import type { Database } from '../infra/database/database.js';
import { type IntegrationData, readCatalogue } from './catalogue.repository.js';

/**
 * One version of the catalogue: the integrations with their credential options, regions and set-up steps. It is
 * immutable and shared by all requests. Workspaces' own data does not belong here.
 */
export interface Catalogue {
  readonly version: string;
  /** Ordered by name. */
  readonly integrations: readonly IntegrationData[];
  findIntegration(key: string): IntegrationData | undefined;
}

/** Caches the catalogue. The look-up of an API key reports the version in the database, and a new version is read. */
export class CatalogueService {
  #snapshot: Promise<Catalogue> | undefined;
  #version: string | undefined;

  constructor(private readonly database: Database) {}

  /** The catalogue of a version. Reads the tables at most once per version. */
  async at(version: string): Promise<Catalogue> {
    if (this.#snapshot === undefined || this.#version !== version) {
      const reading = this.#read();
      this.#snapshot = reading;
      this.#version = version;
      // Drop a failed read, so that the next request tries again.
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
