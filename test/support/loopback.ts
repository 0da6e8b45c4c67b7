import { createServer, type RequestListener, type Server } from 'node:http';
import { type AddressInfo, createServer as createTcpServer, type Socket, type Server as TcpServer } from 'node:net';

const servers: (Server | TcpServer)[] = [];

/** Starts a server on a free port of this machine; the URL is that of a token endpoint on it. */
export async function listen(server: Server | TcpServer): Promise<URL> {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/token`);
}

export const serve = (listener: RequestListener) => listen(createServer(listener));
export const serveTcp = (listener: (socket: Socket) => void) => listen(createTcpServer(listener));

/** A URL whose server has stopped listening. */
export async function deadUrl(): Promise<URL> {
  const url = await serve(() => undefined);
  const server = servers.pop();
  await new Promise((resolve) => server?.close(resolve));
  return url;
}

/** After each test. */
export function stopServers(): void {
  for (const server of servers.splice(0)) server.close();
}
