import type { Fault } from './faults/fault.js';
import type { TokenRequest } from './oauth/token-request.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** Of requests to the token and revoke endpoints. */
    tokenRequest: TokenRequest | null;
    /** What goes wrong with this request on purpose. */
    fault: Fault | null;
  }
  interface FastifyContextConfig {
    /** Which faults may hit the route; absent: none. */
    readonly endpoint?: 'token' | 'revoke' | 'authorize' | 'api';
  }
}
