import { type Readable, Transform } from 'node:stream';
import { countStreamed } from '../infra/process/young-garbage.js';

interface StreamLimits {
  /** Infinite without it. */
  readonly maxBytes?: number;
  readonly tooLarge?: () => Error;
  /** How long nothing may pass. */
  readonly idleMs: number;
}

/** Passes a stream on, and fails where it has more than `maxBytes`, and where nothing passes for `idleMs`. */
export function limitStream(
  stream: Readable,
  { maxBytes = Number.POSITIVE_INFINITY, tooLarge = () => new Error('the body is too large'), idleMs }: StreamLimits,
): Readable {
  let bytes = 0;
  const limited = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      idle.refresh();
      bytes += chunk.length;
      countStreamed(chunk.length);
      if (bytes > maxBytes) done(tooLarge());
      else done(null, chunk);
    },
  });
  // It may fail before its reader listens, which would end the process.
  limited.on('error', () => undefined);
  const idle = setTimeout(() => limited.destroy(new Error('the body did not go on')), idleMs).unref();
  limited.on('close', () => clearTimeout(idle));
  stream.on('error', (failure) => limited.destroy(failure));
  return stream.pipe(limited);
}
