import type { IncomingHttpHeaders } from 'node:http';
import type { ExactObject } from '../infra/json/exact-json.js';
import type { ModelRecord } from './model.js';
import type { Dataset } from './model-parts.js';

/** A list of a platform, as data. The puller decides by it how the list is read. */
export interface SourceList {
  /** Stable: it is stored with each record. `sales_invoices`. */
  readonly key: string;
  readonly dataset: Dataset;
  /** SINGLE: one record without pages, total or filters. It is read with a scan of kind PAGE. */
  readonly form: 'LIST' | 'SINGLE';
  readonly capabilities: ListCapabilities;
  /** The order without `sort`. CREATED: oldest first, and new records come last. */
  readonly order: 'CREATED' | 'UNKNOWN';
  /** Largest page that the platform gives. */
  readonly maxPageSize: number;
  /** ROUND: each round reads it. DAILY: it changes so rarely that a day between two reads is enough. */
  readonly pace: 'ROUND' | 'DAILY';
  /** Records of this list appear in the probe's list when they change (see `ProviderDatasets.probe`). */
  readonly probed: boolean;
  /** Grows when the mapper gives other results for the same record. */
  readonly mapperVersion: number;
}

/** What a list can be asked for. */
export interface ListCapabilities {
  /** Records changed since a time, that time included. */
  readonly since: boolean;
  /** Records deleted since a time, that time excluded. */
  readonly deletedSince: boolean;
  /** What the list can be sorted by, oldest first. */
  readonly sort: readonly ('CREATED' | 'UPDATED')[];
  /** Records whose document date lies between two days, both included. */
  readonly window: boolean;
  /** Whether a record can be read alone by its id. */
  readonly byId: boolean;
}

/** What is read in one request. Times are ISO 8601 in UTC with whole seconds (`2026-01-31T10:00:00Z`), days `YYYY-MM-DD`. */
export type Scan =
  | {
      readonly kind: 'PAGE';
      /** From 1. */
      readonly page: number;
      readonly size: number;
      readonly since?: string;
      readonly deletedSince?: string;
      readonly sort?: 'CREATED' | 'UPDATED';
      readonly window?: { readonly from: string; readonly to: string };
      /** IDS: only the ids are needed, as a sweep and an audit do. ALL by default. */
      readonly fields?: 'ALL' | 'IDS';
    }
  | { readonly kind: 'RECORD'; readonly sourceId: string };

/** A GET below the base of the API (`ProviderApi.baseUrl`). `segments` are decoded. */
export interface ListRequest {
  readonly segments: readonly string[];
  readonly query: Readonly<Record<string, string>>;
}

/** One record of an answer. Times are ISO 8601 in UTC; null: the record has none that can be read. */
export interface SourceRecord {
  readonly sourceId: string;
  /** The record as it is mapped, with exact numbers: its text by `parseExact`. It may be parsed at each access. */
  readonly value: ExactObject;
  /** The record as JSON text that PostgreSQL can store. Numbers stand in it as the platform wrote them. */
  readonly text: string;
  /** 32 hex digits: half of the SHA-256 of the record with sorted keys, without the fields that are no data. */
  readonly hash: string;
  readonly createdAt: string | null;
  readonly updatedAt: string | null;
  readonly deletedAt: string | null;
  /** The platform marks the record as deleted and leaves it in its list. */
  readonly flagged: boolean;
}

/** What an answer with status 200 holds. */
export type ListAnswer =
  | {
      readonly kind: 'page';
      /** Of all records that the scan selects; 1 for a SINGLE list and for a RECORD. */
      readonly total: number;
      /** The page that was answered. It differs from the asked one where that is past the end. */
      readonly page: number;
      readonly records: readonly SourceRecord[];
      /** Items that are no records: no id can be read. Each is a problem of the page. */
      readonly unreadable: readonly UnreadField[];
    }
  /** Not the platform's form: treated as a failure of the platform. `why` is our own text. */
  | { readonly kind: 'unreadable'; readonly why: string };

/** A field whose value could not be read. `reason` never contains the value. */
export interface UnreadField {
  /** The path in the platform's record, `invoice_lines.2.net_amount`; the model's field where several paths may give it. */
  readonly field: string;
  readonly reason: string;
}

/** What a record becomes. */
export interface MappedRecord {
  /**
   * Null with `unread`: the record cannot be mapped; it is kept, and named as a problem. Null without: the model has no
   * place for such records (an audit-trail entry of an invoice, which is in another list already).
   */
  readonly record: ModelRecord | null;
  /** With a record: fields that are null because their value could not be read. */
  readonly unread: readonly UnreadField[];
  /** Documents that may have changed with this record, though the platform may not say so. */
  readonly touches: readonly { readonly list: string; readonly sourceId: string }[];
}

/** What an answer with another status than 200 means for a list. */
export type ListFailure =
  /** The access token is refused; another one may help. */
  | 'TOKEN_REFUSED'
  | 'PERMISSION_DENIED'
  /** This edition, or this version of the API, has no such list. */
  | 'NOT_SUPPORTED'
  /** 404 for a record. */
  | 'MISSING'
  /** 429: nothing was read; come back later. */
  | 'BUSY'
  /** The platform could not give this page, which a smaller one may mend: 500, 502, 504. */
  | 'PAGE_FAILED'
  /** Any other. */
  | 'UNAVAILABLE';

/** A platform's part in pulls. Data and decisions only: no method sends anything. */
export interface ProviderDatasets {
  /** The lists of an API version. Empty: it has none that can be pulled. */
  lists(apiVersion: string): readonly SourceList[];
  /** The list whose records show that others changed; null: there is none. */
  probe(apiVersion: string): string | null;
  /** @throws Error where the list has not the capability that the scan needs. */
  request(
    target: { readonly apiVersion: string; readonly businessId: string | null },
    list: string,
    scan: Scan,
  ): ListRequest;
  /** Reads the text of an answer with status 200. */
  read(apiVersion: string, list: string, scan: Scan, text: string): ListAnswer;
  /** Maps one record. Pure; it does not throw because of what the record holds. */
  map(apiVersion: string, list: string, record: ExactObject): MappedRecord;
  /** Reads an answer with another status than 200. */
  failure(
    scan: Scan,
    answer: { readonly status: number; readonly json: unknown; readonly headers: IncomingHttpHeaders },
  ): ListFailure;
}
