import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * Why a URL may not be called, or undefined. The origin must be on the list, which is the caller's own and holds
 * nothing that anybody sent; https is a must, except on this very machine, where the sandbox may run.
 */
export function whyNotCalled(url: URL, origins: readonly string[]): string | undefined {
  if (!origins.includes(url.origin)) return 'origin not on the list';
  if (url.username !== '' || url.password !== '') return 'user in the URL';
  if (url.protocol === 'https:') return undefined;
  return url.protocol === 'http:' && LOOPBACK.has(url.hostname) ? undefined : 'not https';
}

/**
 * A new connection that stands: TCP, and for https TLS with the certificate verified. Rejects with an error whose `code`
 * says why; nothing has been sent then.
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
          // Said outright: NODE_TLS_REJECT_UNAUTHORIZED=0 in the environment must not turn it off.
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
      // Between here and the request there is a moment in which an error would have no listener.
      socket.on('error', () => undefined);
      socket.setNoDelay(true);
      resolve(socket);
    });
    socket.once('close', () => clearTimeout(timer));
  });
}
