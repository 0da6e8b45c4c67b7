import { CompactSign, compactVerify } from 'jose';
import { z } from 'zod';

/** The claims of a token. `exp` is in epoch seconds with fractions. Absent: the token does not expire. */
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
  /** Deterministic: the same payload gives the same token. */
  sign(payload: object): Promise<string>;
  /** Verifies the signature but not the expiry. Undefined: the sandbox did not issue this token. */
  read(token: string): Promise<Claims | undefined>;
}

/** Signs with HS256, because only the sandbox verifies its tokens. Takes about 40 µs each. */
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
