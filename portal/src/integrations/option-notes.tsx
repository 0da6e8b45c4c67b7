import { Alert, Code } from '@mantine/core';
import { Day } from '../ui/moment.tsx';
import { Name } from '../ui/name.tsx';
import type { Option, SavedSet } from './integration-settings.ts';

/** Notes on one kind of credentials: retirement, coverage and the keys already saved. */
export function OptionNotes({ option, saved }: { option: Option; saved: SavedSet | undefined }) {
  const retired = option.retiresOn && new Date(option.retiresOn) < new Date();
  return (
    <div>
      {option.retiresOn && (
        <Alert
          color="yellow"
          title={
            <>
              API {option.apiVersion} {retired ? 'was' : 'is'} retired by the platform on <Day on={option.retiresOn} />
            </>
          }
        >
          {option.note}
        </Alert>
      )}
      {!option.retiresOn && option.note && <p className="quiet">{option.note}</p>}
      <p className="quiet">
        {option.regions.length > 0 && `Covers ${option.regions.map(({ name }) => name).join(', ')}. `}
        Keys must not contain spaces.
      </p>
      {saved && (
        <p className="quiet">
          Keys of the application{' '}
          <Code>
            <Name>{saved.clientId}</Name>
          </Code>{' '}
          are saved. New secrets for the same client ID keep its links. Another client ID replaces it for new links.
        </p>
      )}
    </div>
  );
}
