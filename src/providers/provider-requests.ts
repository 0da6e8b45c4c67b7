import type { IncomingHttpHeaders } from 'node:http';
import type { PlatformAccess } from './provider-api.js';

/** A path of a workspace's own request, below the base of the API. */
export interface RequestedPath {
  readonly apiVersion: string;
  /** The business of the link. */
  readonly businessId: string | null;
  /** Decoded. */
  readonly segments: readonly string[];
}

/** One request of a workspace, as it is sent. */
export interface OwnRequest {
  readonly method: string;
  readonly url: URL;
  /** Empty where there is none, or where `signsBodies` is false. */
  readonly body: Buffer;
}

/** A platform's part in requests that a workspace sends through this API. Decisions only: no method sends anything. */
export interface ProviderRequests {
  /** Why a path is not passed on, as a sentence; null: it is. Refused is what reaches beyond the link's business. */
  whyNotAllowed(path: RequestedPath): string | null;
  /** The headers that are ours: the token, the business, and where the API version defines one, the signature. Never logged. */
  headers(access: PlatformAccess, request: OwnRequest): Readonly<Record<string, string>>;
  /** The secrets of an application, by field name, that `headers` needs. */
  secrets(apiVersion: string): readonly string[];
  /** Whether `headers` needs the body, so that a large one cannot be passed on as it arrives. */
  signsBodies(apiVersion: string): boolean;
  /** Whether an answer with status 401 means that another access token may help. */
  isTokenRefused(answer: { readonly json: unknown; readonly headers: IncomingHttpHeaders }): boolean;
  /** The business that an answer belongs to; undefined: it does not say. */
  businessOf(headers: IncomingHttpHeaders): string | undefined;
  /** The platform's own id of the request; undefined: the answer has none. */
  requestIdOf(headers: IncomingHttpHeaders): string | undefined;
  /**
   * The body of a write with an id by which the platform recognises its repetition, which does not act again. The rest of
   * the text stays as it is. Undefined: the platform would not recognise it. `id`: 32 hex digits.
   */
  withRepeatId(method: string, path: RequestedPath, body: string, id: string): string | undefined;
}
