// The folder `infra/slices`: the contract between a slice (a folder of `src` that holds one feature) and the parts
// that assemble all slices, `composition` and `api`. Here belongs what every slice may offer. What one slice offers
// stands in its own `index.ts`; how the offers are put together stands in `composition`.

import type { GraphQLSchema } from 'graphql';
import type { EntitySchema } from 'typeorm';
import type { RequestContext } from '../../api/context.js';
import type { Config } from '../config/config.js';
import type { Database, Db } from '../database/database.js';
import type { Logger } from '../observability/logger.js';
import type { EncryptionContext } from '../secrets/installation.js';
import type { SealedTable } from '../secrets/sealed-values.js';
import type { Factories } from './lazy-record.js';

/**
 * The services of a process by name. Each slice adds its own by declaration merging in its `index.ts`, so that no
 * central list names them.
 */
// biome-ignore lint/suspicious/noEmptyInterface: the slices fill it
export interface Services {}

/** The DataLoaders of one request by name: its batches and its memory. Each slice adds its own, as for `Services`. */
// biome-ignore lint/suspicious/noEmptyInterface: the slices fill it
export interface Loaders {}

/** What the services of a process are made from. It exists before the database is connected. */
export interface ProcessContext {
  readonly config: Config;
  readonly database: Database;
  /** Two connections of its own for renewals: many callers on `database` must not keep a refresh from its lease. */
  readonly leases: Database;
  /** @throws before the installation has been opened; services call it per use and never in a constructor. */
  readonly encryption: () => EncryptionContext;
  readonly logger: Logger;
}

/** What the loaders of one request are made from. A slice may add what it knows per request, as for `Services`. */
export interface LoaderContext {
  /** Ends its statements when the request ends. */
  readonly db: Db;
  readonly workspaceId: string;
  /** Where platforms send customers back to. */
  readonly callbackUrl: string;
}

/** A class of any constructor. */
export type AnyClass = abstract new (...args: never[]) => object;

/** A TypeGraphQL resolver class, and how the one instance of a process is made. */
export interface SliceResolver {
  readonly type: AnyClass;
  create(services: Services, context: ProcessContext): object;
}

/** How `node(id)` finds an object of one type within the caller's workspace. */
export interface NodeType {
  /** The scope that seeing such an object takes, the same as on its GraphQL type; null: any key. */
  readonly scope: Parameters<RequestContext['actor']['scopes']['has']>[0] | null;
  /** True where the id is the natural key of reference data; otherwise it must be a uuid. */
  readonly natural?: true;
  /** `local` is the id within its type; null when there is no such object in the workspace. */
  find(context: RequestContext, local: string): Promise<{ readonly id: string } | null>;
}

/** Work that a process does without a request. */
export interface BackgroundJob {
  /** Starts the work and returns what stops it: after that nothing new begins. */
  start(services: Services, context: ProcessContext): () => void;
  /** Waits, after the last request was answered, for work that is under way. Called even if `start` was not. */
  drain?(services: Services): Promise<void>;
}

/**
 * What one feature folder adds to the program, as its `index.ts` lists it. `Provided` and `Loaded` are the interfaces by
 * which the same file extends `Services` and `Loaders`: the compiler then refuses a slice that leaves one out.
 */
export interface Slice<Provided extends object = object, Loaded extends object = object> {
  /** The folder's name. */
  readonly name: string;
  /** The tables that the slice owns, as `tableEntity` describes them to TypeORM. */
  readonly entities?: readonly EntitySchema[];
  /** The sealed columns of those tables. */
  readonly sealedTables?: readonly SealedTable[];
  readonly resolvers?: readonly SliceResolver[];
  /** By the type's name in global ids. */
  readonly nodeTypes?: Readonly<Record<string, NodeType>>;
  readonly jobs?: readonly BackgroundJob[];
  /** Made once per process, when first used. */
  readonly services: Factories<Provided, ProcessContext, Services>;
  /** Made once per request, when first used, and made anew after a commit of the request. */
  readonly loaders: Factories<Loaded, LoaderContext, Loaders>;
  /** Loads GraphQL types that only the configuration of this build names. Runs before the schema is built. */
  loadTypes?(): Promise<void>;
  /** Changes what TypeGraphQL cannot express. Runs once, on the built schema. */
  completeSchema?(schema: GraphQLSchema): void;
}
