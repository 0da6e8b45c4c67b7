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
  const name = about?.company.name ?? '';
  const words = link?.status === 'UNLINKED' ? withdrawing(name) : unlinking(name);

  async function confirm() {
    if (about === undefined || link === undefined) return;
    const { data, error } = await unlink({ input: { linkId: link.id } });
    onClose();
    const result = data?.unlinkCompany;
    if (error !== undefined || result === undefined) return error && onDone(said(error));
    if (result.__typename !== 'UnlinkCompanySuccess')
      return onDone({
        kind: 'refused',
        title: words.refused,
        text: result.message,
      });
    onDone({
      kind: 'done',
      title: words.done,
      text: whatBecame(link, result.revokedAtPlatform),
    });
  }
  return (
    <ConfirmDialog
      title={words.question}
      opened={about !== undefined}
      confirm={words.confirm}
      onConfirm={confirm}
      onClose={onClose}
      busy={fetching}
      danger
    >
      {link && holdsAccess(link) && (
        <p>
          Access to the data of {link.business?.name ?? 'the business'} ends at once: the tokens are deleted
          here and revoked at the platform where that is possible.
        </p>
      )}
      {link?.linkUrlExpiresAt && (
        <p>Its link URL stops working at once, and whoever is signing in with it cannot finish.</p>
      )}
      {link?.status === 'PENDING' && link.linkUrlExpiresAt === null && (
        <p>Its link URL has ended already. The company is shown as unlinked from now on.</p>
      )}
      <p>Nothing else is lost. You can link the company again, and then the customer signs in once more.</p>
    </ConfirmDialog>
  );
}

const unlinking = (name: string) => ({
  question: `Unlink ${name}?`,
  confirm: 'Unlink',
  done: `${name} is unlinked`,
  refused: `${name} was not unlinked`,
});

/** Of a link that has nothing but an open URL left to end. */
const withdrawing = (name: string) => ({
  question: `Withdraw the link URL for ${name}?`,
  confirm: 'Withdraw',
  done: `The link URL for ${name} is withdrawn`,
  refused: `The link URL for ${name} was not withdrawn`,
});

const holdsAccess = ({ status }: Link): boolean => status === 'LINKED' || status === 'DEAUTHORIZED';

function whatBecame(link: Link, revoked: boolean): string {
  if (!holdsAccess(link)) return 'Its link URL does not work any more.';
  if (revoked) return 'The tokens are deleted here, and the platform has confirmed that they are revoked.';
  return 'The tokens are deleted here. The platform has not confirmed that they are revoked: it did not answer, or another link depends on the same consent. The customer can take the access away there too.';
}
