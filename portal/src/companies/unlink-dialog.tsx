import type { ReactNode } from 'react';
import { useMutation } from 'urql';
import { UnlinkCompanyDocument } from '../gql/graphql.ts';
import { useScope } from '../session/viewer.tsx';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import { failureNotice } from '../ui/error-messages.ts';
import { Name } from '../ui/name.tsx';
import type { NoticeContent } from '../ui/notice.tsx';
import type { LinkDialogRequest } from './company.ts';
import type { Link } from './link-labels.ts';

interface UnlinkDialogProps {
  /** Undefined: the dialog is closed. */
  readonly dialogRequest: LinkDialogRequest | undefined;
  readonly onClose: () => void;
  readonly onDone: (notice: NoticeContent) => void;
}

/** Explains the effect on access, then unlinks. */
export function UnlinkDialog({ dialogRequest, onClose, onDone }: UnlinkDialogProps) {
  const [{ fetching }, unlink] = useMutation(UnlinkCompanyDocument);
  const mayReadIntegrations = useScope('INTEGRATIONS_READ');
  const link = dialogRequest?.link;
  const name = dialogRequest && <Name>{dialogRequest.company.name}</Name>;
  const texts = link?.status === 'UNLINKED' ? withdrawTexts(name) : unlinkTexts(name);

  async function confirm() {
    if (dialogRequest === undefined || link === undefined) return;
    const { data, error } = await unlink({ input: { linkId: link.id }, mayReadIntegrations });
    onClose();
    const result = data?.unlinkCompany;
    if (error !== undefined || result === undefined) return error && onDone(failureNotice(error));
    if (result.__typename !== 'UnlinkCompanySuccess')
      return onDone({
        kind: 'error',
        title: texts.refused,
        text: result.message,
      });
    onDone({
      kind: 'success',
      title: texts.done,
      text: outcomeText(link, result.revokedAtPlatform),
    });
  }
  return (
    <ConfirmDialog
      title={texts.question}
      opened={dialogRequest !== undefined}
      confirm={texts.confirm}
      onConfirm={confirm}
      onClose={onClose}
      busy={fetching}
      danger
    >
      {link && hasAccess(link) && (
        <p>
          Access to the data of {link.business ? <Name>{link.business.name}</Name> : 'the business'} ends immediately.
          The tokens are deleted here, and revoked at the platform where that is possible.
        </p>
      )}
      {link?.linkUrlExpiresAt && (
        <p>Its link URL stops working immediately. A customer who is signing in with it cannot finish.</p>
      )}
      {link?.status === 'PENDING' && link.linkUrlExpiresAt === null && (
        <p>Its link URL has already expired. The company will be shown as unlinked.</p>
      )}
      <p>Nothing else is lost. To link the company again, the customer signs in again.</p>
    </ConfirmDialog>
  );
}

const unlinkTexts = (name: ReactNode) => ({
  question: <>Unlink {name}?</>,
  confirm: 'Unlink',
  done: <>{name} is unlinked</>,
  refused: <>{name} was not unlinked</>,
});

/** The texts for a link without access, of which only the open URL can be ended. */
const withdrawTexts = (name: ReactNode) => ({
  question: <>Withdraw the link URL for {name}?</>,
  confirm: 'Withdraw',
  done: <>The link URL for {name} is withdrawn</>,
  refused: <>The link URL for {name} was not withdrawn</>,
});

const hasAccess = ({ status }: Link): boolean => status === 'LINKED' || status === 'DEAUTHORIZED';

function outcomeText(link: Link, revoked: boolean): string {
  if (!hasAccess(link)) return 'Its link URL no longer works.';
  if (revoked) return 'The tokens are deleted here, and the platform has confirmed that they are revoked.';
  return 'The tokens are deleted here. The platform has not confirmed that they are revoked: it did not answer, or another link uses the same consent. The customer can revoke the access there too.';
}
