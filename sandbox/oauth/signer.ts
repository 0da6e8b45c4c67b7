import { CompactSign, compactVerify } from 'jose';
import { z } from 'zod';

/** What a token says. `exp` in epoch seconds with fractions; absent: never. */
const Claims = z.object({
  use: z.enum(['access', 'refresh']),
  gid: z.string(),
  rot: z.number(),
  aud: z.string(),
  usr: z.string(),
  exp: z.number().optional(),
});
export type Claims = z.infer<typeof Claims>;

export interface Signer {
  /** The same payload makes the same token. */
  sign(payload: object): Promise<string>;
  /** What a token says, whatever its age; undefined when it is none of ours. */
  read(token: string): Promise<Claims | undefined>;
}

/** HS256, since nobody but the sandbox ever looks into its tokens: about 40 µs each. */
export async function createSigner(signingKey: string): Promise<Signer> {
  const key = await crypto.subtle.importKey(
    'raw',
    Buffer.from(signingKey, 'base64url'),
    { name: 'HMAC', hash: 'SHA-256' },
    false,
    ['sign', 'verify'],
  );
  const encoder = new TextEncoder();
  const decoder = new TextDecoder();
  return {
    sign: (payload) =>
      new CompactSign(encoder.encode(JSON.stringify(payload)))
        .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
        .sign(key),
    async read(token) {
      try {
        const { payload } = await compactVerify(token, key, { algorithms: ['HS256'] });
        return Claims.parse(JSON.parse(decoder.decode(payload)));
      } catch {
        return undefined;
      }
    },
  };
}
