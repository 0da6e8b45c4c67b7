import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** Stands between the product and PostgreSQL, and does to the connections what networks do. */
export interface TcpProxy {
  readonly port: number;
  /** Connections that are open now. */
  connections(): number;
  /** What either side says arrives this much later. */
  delay(ms: number): void;
  /** Stops all traffic, on old and new connections, without closing them. `resume` lets it through. */
  stall(): void;
  /** As `stall`, for the connections that are open now: they stay silent for good. */
  abandon(): void;
  resume(): void;
  /** Every connection is reset. */
  cut(): void;
  close(): Promise<void>;
}

interface Pair {
  readonly sockets: readonly [Socket, Socket];
  /** Undelivered pieces, oldest first. */
  readonly waiting: (() => void)[];
  abandoned: boolean;
}

export async function startTcpProxy(target: { host: string; port: number }, port = 0): Promise<TcpProxy> {
  const pairs = new Set<Pair>();
  let [stalled, lateBy] = [false, 0];

  function pipe(pair: Pair, from: Socket, to: Socket): void {
    const deliver = (piece: () => void) => {
      const late = () => {
        if (pair.abandoned) return;
        if (stalled || pair.waiting.length > 0) pair.waiting.push(piece);
        else piece();
      };
      if (lateBy > 0) setTimeout(late, lateBy);
      else late();
    };
    from.on('data', (chunk) => deliver(() => void to.write(chunk)));
    from.on('end', () => deliver(() => void to.end()));
    from.on('error', () => to.destroy());
    from.on('close', () => {
      pairs.delete(pair);
      to.destroy();
    });
  }

  const server = createServer({ noDelay: true }, (client) => {
    const upstream = connect({ ...target, noDelay: true });
    const pair: Pair = { sockets: [client, upstream], waiting: [], abandoned: false };
    pairs.add(pair);
    pipe(pair, client, upstream);
    pipe(pair, upstream, client);
  }).listen(port, '127.0.0.1');
  await once(server, 'listening');

  const cut = () => {
    for (const { sockets } of pairs) for (const socket of sockets) socket.resetAndDestroy();
  };
  return {
    port: (server.address() as AddressInfo).port,
    connections: () => pairs.size,
    delay: (ms) => {
      lateBy = ms;
    },
    stall: () => {
      stalled = true;
    },
    abandon: () => {
      for (const pair of pairs) pair.abandoned = true;
    },
    resume: () => {
      stalled = false;
      for (const { waiting } of pairs) for (const piece of waiting.splice(0)) piece();
    },
    cut,
    close: async () => {
      cut();
      server.close();
      await once(server, 'close');
    },
  };
}
