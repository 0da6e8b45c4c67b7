import { useMutation } from 'urql';
import { UnlinkCompanyDocument } from '../gql/graphql.ts';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import { said } from '../ui/error-words.ts';
import type { Said } from '../ui/notice.tsx';
import type { AboutLink } from './company-words.ts';
import type { Link } from './link-words.ts';

interface UnlinkDialogProps {
  /** Undefined: closed. */
  readonly about: AboutLink | undefined;
  readonly onClose: () => void;
  readonly onDone: (said: Said) => void;
}

/** Says what unlinking does to access before it does it. */
export function UnlinkDialog({ about, onClose, onDone }: UnlinkDialogProps) {
  const [{ fetching }, unlink] = useMutation(UnlinkCompanyDocument);
  const link = about?.link;

  async function confirm() {
    if (about === undefined || link === undefined) return;
    const { data, error } = await unlink({ input: { linkId: link.id } });
    onClose();
    const result = data?.unlinkCompany;
    if (error !== undefined || result === undefined) return error && onDone(said(error));
    if (result.__typename !== 'UnlinkCompanySuccess')
      return onDone({
        kind: 'refused',
        title: `${about.company.name} was not unlinked`,
        text: result.message,
      });
    onDone({
      kind: 'done',
      title: `${about.company.name} is unlinked`,
      text: whatBecameOfTokens(link, result.revokedAtPlatform),
    });
  }
  return (
    <ConfirmDialog
      title={`Unlink ${about?.company.name ?? ''}?`}
      opened={about !== undefined}
      confirm="Unlink"
      onConfirm={confirm}
      onClose={onClose}
      busy={fetching}
      danger
    >
      {link?.status === 'PENDING' ? (
        <p>Its link URL stops working at once, and whoever is signing in with it cannot finish.</p>
      ) : (
        <p>
          Access to the data of {link?.business?.name ?? 'the business'} ends at once: the tokens are deleted
          here and revoked at the platform where that is possible.
        </p>
      )}
      <p>Nothing else is lost. You can link the company again, and then the customer signs in once more.</p>
    </ConfirmDialog>
  );
}

function whatBecameOfTokens({ status }: Link, revoked: boolean): string {
  if (status === 'PENDING') return 'Its link URL does not work any more.';
  if (revoked) return 'The tokens are deleted here, and the platform has confirmed that they are revoked.';
  return 'The tokens are deleted here. The platform has not confirmed that they are revoked: it did not answer, or another link depends on the same consent. The customer can take the access away there too.';
}
