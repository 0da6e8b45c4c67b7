import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * Why a URL may not be called, or undefined. Its origin must be one of `origins`, which come from our own constants or
 * configuration. It must be https, except on this machine, where the sandbox may run.
 */
export function whyNotCalled(url: URL, origins: readonly string[]): string | undefined {
  if (!origins.includes(url.origin)) return 'origin not on the list';
  if (url.username !== '' || url.password !== '') return 'user in the URL';
  if (url.protocol === 'https:') return undefined;
  return url.protocol === 'http:' && LOOPBACK.has(url.hostname) ? undefined : 'not https';
}

/**
 * Opens a connection: TCP, and for https TLS with the certificate verified. `timeoutMs` bounds both together.
 * @throws (rejects) an error whose `code` says why. No byte of a request was sent.
 */
export function openConnection(url: URL, timeoutMs: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const host = url.hostname.replace(/^\[|\]$/g, '');
    const secure = url.protocol === 'https:';
    const port = Number(url.port || (secure ? 443 : 80));
    const socket = secure
      ? connectTls({
          host,
          port,
          // Explicit, so that NODE_TLS_REJECT_UNAUTHORIZED=0 in the environment does not turn it off.
          rejectUnauthorized: true,
          ALPNProtocols: ['http/1.1'],
          ...(isIP(host) === 0 ? { servername: host } : {}),
        })
      : connectTcp({ host, port });
    const timer = setTimeout(
      () => socket.destroy(Object.assign(new Error('timeout'), { code: 'CONNECT_TIMEOUT' })),
      timeoutMs,
    );
    const closed = () => reject(Object.assign(new Error('closed'), { code: 'CLOSED' }));
    socket.once('error', reject);
    socket.once('close', closed);
    socket.once(secure ? 'secureConnect' : 'connect', () => {
      clearTimeout(timer);
      socket.off('close', closed);
      socket.off('error', reject);
      // An error between this moment and the request would otherwise have no listener and end the process.
      socket.on('error', () => undefined);
      socket.setNoDelay(true);
      resolve(socket);
    });
    socket.once('close', () => clearTimeout(timer));
  });
}
