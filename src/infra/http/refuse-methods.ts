import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { apiError } from '../errors/api-error.js';

interface Refused {
  readonly url: string;
  readonly method: string[];
  /** What can be sent, as in the header `Allow`. */
  readonly allow: string;
  readonly remedy: string;
}

/**
 * Refuses methods of a path, before a body is read.
 * @throws METHOD_NOT_ALLOWED to each such request.
 */
export function refuseMethods(app: FastifyInstance, { url, method, allow, remedy }: Refused): void {
  const refuse = async (_request: FastifyRequest, reply: FastifyReply): Promise<never> => {
    reply.header('allow', allow);
    throw apiError('METHOD_NOT_ALLOWED', remedy);
  };
  app.route({ url, method, onRequest: refuse, handler: refuse });
}
