import type { NoticeContent } from '../ui/notice.tsx';
import type { LinkDialogRequest } from './company.ts';
import { LinkDialog } from './link-dialog.tsx';
import { UnlinkDialog } from './unlink-dialog.tsx';

interface LinkDialogsProps {
  /** Undefined: no dialog is open. */
  readonly dialogRequest: LinkDialogRequest | undefined;
  readonly onClose: () => void;
  readonly onNotice: (notice: NoticeContent) => void;
  /** The link may have changed: read it again. */
  readonly onLinkChanged: () => void;
}

export function LinkDialogs({ dialogRequest, onClose, onNotice, onLinkChanged }: LinkDialogsProps) {
  return (
    <>
      {dialogRequest?.kind === 'link' && (
        <LinkDialog dialogRequest={dialogRequest} onClose={onClose} onLinkChanged={onLinkChanged} />
      )}
      <UnlinkDialog
        dialogRequest={dialogRequest?.kind === 'unlink' ? dialogRequest : undefined}
        onClose={onClose}
        onDone={(notice) => {
          onNotice(notice);
          onLinkChanged();
        }}
      />
    </>
  );
}
