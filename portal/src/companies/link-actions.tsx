import { Button } from '@mantine/core';
import { Name } from '../ui/name.tsx';
import type { LinkDialogRequest } from './company.ts';
import { linkAction, unlinkAction } from './link-labels.ts';

interface LinkActionsProps extends Pick<LinkDialogRequest, 'company' | 'link'> {
  readonly onOpenDialog: (dialogRequest: LinkDialogRequest) => void;
}

/** The buttons that a link's status allows. */
export function LinkActions({ company, link, onOpenDialog }: LinkActionsProps) {
  const action = linkAction(link);
  const end = link && unlinkAction(link);
  const name = (
    <span className="visually-hidden">
      {' '}
      for <Name>{company.name}</Name>
    </span>
  );
  return (
    <div className="actions">
      {action && (
        <Button
          size="xs"
          variant={link?.status === 'PENDING' ? 'default' : 'filled'}
          onClick={() => onOpenDialog({ kind: 'link', company, link })}
        >
          {action}
          {name}
        </Button>
      )}
      {end && (
        <Button size="xs" variant="default" onClick={() => onOpenDialog({ kind: 'unlink', company, link })}>
          {end}
          {name}
        </Button>
      )}
    </div>
  );
}
