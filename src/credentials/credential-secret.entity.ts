import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** One secret of a credential set, as ciphertext and a keyed fingerprint. There is no column for plaintext. */
@Entity({ schema: 'ledgerlink', name: 'credential_secret' })
@Index('credential_secret_fallback', ['workspaceId', 'previousUntil'], {
  where: 'previous_until IS NOT NULL',
})
export class CredentialSecretEntity {
  @PrimaryColumn('uuid', { name: 'workspace_id' })
  workspaceId: string;

  @PrimaryColumn('uuid', { name: 'credential_set_id' })
  credentialSetId: string;

  /** The field's name in the credential option: clientSecret, signingSecret … */
  @PrimaryColumn('text')
  field: string;

  /** A JWE. Null after it was erased, which happens when no link uses a superseded set any more. */
  @Column('text', { nullable: true })
  sealed: string | null;

  @Column('bytea')
  fingerprint: Buffer;

  @Column('timestamptz', { name: 'set_at', default: () => 'now()' })
  setAt: Date;

  /** The previous secret. It is kept for a day in case the platform does not accept the new one yet. */
  @Column('text', { name: 'previous_sealed', nullable: true })
  previousSealed: string | null;

  @Column('timestamptz', { name: 'previous_until', nullable: true })
  previousUntil: Date | null;
}
