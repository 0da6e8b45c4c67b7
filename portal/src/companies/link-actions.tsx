import { Button } from '@mantine/core';
import type { AboutLink } from './company-words.ts';
import { linkAction, unlinkAction } from './link-words.ts';

interface LinkActionsProps extends Pick<AboutLink, 'company' | 'link'> {
  readonly onAsk: (about: AboutLink) => void;
}

/** What can be done with a link from where it stands. */
export function LinkActions({ company, link, onAsk }: LinkActionsProps) {
  const action = linkAction(link);
  const end = link && unlinkAction(link);
  const name = <span className="visually-hidden"> for {company.name}</span>;
  return (
    <div className="actions">
      {action && (
        <Button
          size="xs"
          variant={link?.status === 'PENDING' ? 'default' : 'filled'}
          onClick={() => onAsk({ kind: 'link', company, link })}
        >
          {action}
          {name}
        </Button>
      )}
      {end && (
        <Button size="xs" variant="default" onClick={() => onAsk({ kind: 'unlink', company, link })}>
          {end}
          {name}
        </Button>
      )}
    </div>
  );
}
