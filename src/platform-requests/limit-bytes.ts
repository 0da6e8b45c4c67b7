import { type Readable, Transform } from 'node:stream';

/** Passes a stream on, and fails where it has more than `maxBytes`. */
export function limitBytes(stream: Readable, maxBytes: number, error: () => Error): Readable {
  let bytes = 0;
  const limited = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      if (bytes > maxBytes) done(error());
      else done(null, chunk);
    },
  });
  stream.on('error', (failure) => limited.destroy(failure));
  return stream.pipe(limited);
}
