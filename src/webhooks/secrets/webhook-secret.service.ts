// The folder `webhooks/secrets`: the secrets of webhook endpoints, and how a request is signed with them. When a request is
// sent, and to where, stands in `webhooks`.

import { randomBytes } from 'node:crypto';
import { newId } from '../../infra/ids/ids.js';
import type { EncryptionContext } from '../../infra/secrets/installation.js';
import { openSealed } from '../../infra/secrets/sealed-values.js';
import { Secret } from '../../infra/secrets/secret.js';
import { SECRET_PREFIX, type Signed, signatureHeaders } from './signature.rules.js';
import { type EndpointRef, type SealedSecret, secretBinding } from './webhook-secret.repository.js';

/** A new secret: the text that is shown once, and the row that is stored. */
interface NewSecret {
  readonly text: string;
  readonly row: Omit<SealedSecret, 'created_at' | 'ends_at'>;
}

/** Signs the body of one attempt. */
export type Sign = (signed: Signed) => Record<string, string>;

/** Makes the secrets of endpoints, and signs with them. */
export class WebhookSecretService {
  constructor(private readonly encryption: () => EncryptionContext) {}

  async make({ workspaceId, endpointId }: EndpointRef): Promise<NewSecret> {
    const { vault, fingerprint } = this.encryption();
    const [id, text] = [newId(), SECRET_PREFIX + randomBytes(32).toString('base64')];
    const secret = new Secret(text);
    const sealed = await vault.seal(secret, secretBinding({ workspaceId, endpointId }, id));
    return { text, row: { id, sealed, fingerprint: fingerprint(workspaceId, 'webhook', 'secret', secret) } };
  }

  /** Signs with all of these secrets that open. Undefined: none does. */
  async signer(ref: EndpointRef, secrets: readonly Pick<SealedSecret, 'id' | 'sealed'>[]): Promise<Sign | undefined> {
    const opened = await Promise.all(
      secrets.map(({ id, sealed }) => openSealed(this.encryption(), { sealed, binding: secretBinding(ref, id) })),
    );
    const keys = opened.flatMap((secret) =>
      secret === undefined ? [] : [Buffer.from(secret.reveal().slice(SECRET_PREFIX.length), 'base64')],
    );
    return keys.length === 0 ? undefined : (signed) => signatureHeaders(keys, signed);
  }
}
