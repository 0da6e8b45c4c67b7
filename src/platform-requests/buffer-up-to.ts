import type { Readable } from 'node:stream';

/**
 * Reads a stream to its end: a Buffer, or where it has more than `maxBytes` the stream itself, with all of it still to be
 * read.
 * @throws the stream's error.
 */
export async function bufferUpTo(stream: Readable, maxBytes: number): Promise<Buffer | Readable> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of stream.iterator({ destroyOnReturn: false })) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes <= maxBytes) continue;
    stream.unshift(Buffer.concat(chunks));
    return stream;
  }
  return Buffer.concat(chunks);
}
