import type { Fault } from './faults/fault.js';
import type { TokenRequest } from './oauth/token-request.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** Set for requests to the token and revoke endpoints. */
    tokenRequest: TokenRequest | null;
    /** The fault that is injected into this request. */
    fault: Fault | null;
  }
  interface FastifyContextConfig {
    /** The endpoint name by which faults select the route. Absent: no fault applies. */
    readonly endpoint?: 'token' | 'revoke' | 'authorize' | 'api';
  }
}
