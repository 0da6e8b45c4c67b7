import { Button, Code, Title } from '@mantine/core';
import { Moment } from '../ui/moment.tsx';
import { Name } from '../ui/name.tsx';
import { Tag } from '../ui/tag.tsx';
import { formatLinkCount, type Option, type SavedSet, type Settings, storedSecrets } from './integration-settings.ts';
import { KeyHealth } from './key-health.tsx';

interface SavedSetsProps {
  readonly settings: Settings;
  readonly mayChange: boolean;
  readonly onReplace: (option: Option, set: SavedSet) => void;
  readonly onDelete: (set: SavedSet) => void;
}

/** The saved sets of keys: when and by whom each was saved, and fingerprints of the secrets. Never the secrets. */
export function SavedSets({ settings, mayChange, onReplace, onDelete }: SavedSetsProps) {
  const { credentialSets, credentialOptions } = settings;
  if (credentialSets.length === 0) return null;
  return (
    <section className="panel" aria-labelledby="saved">
      <Title order={2} size="h4" id="saved">
        Saved keys
      </Title>
      <ul className="plain">
        {credentialSets.map((set) => {
          const option = credentialOptions.find(({ apiVersion }) => apiVersion === set.apiVersion);
          return (
            <li key={set.id} className="saved-set">
              <Title order={3} size="h5">
                API {set.apiVersion}{' '}
                <Tag tone={set.status === 'CURRENT' ? 'good' : 'plain'}>
                  {set.status === 'CURRENT' ? 'In use' : 'Replaced'}
                </Tag>
                {set.faultySince !== null && (
                  <>
                    {' '}
                    <Tag tone="attention">Refused by the platform</Tag>
                  </>
                )}
              </Title>
              <KeyHealth set={set} />
              <SetDetails set={set} option={option} />
              {mayChange && (
                <div className="actions">
                  {option && set.status === 'CURRENT' && (
                    <Button variant="default" size="xs" onClick={() => onReplace(option, set)}>
                      Replace<span className="visually-hidden"> the keys for API {set.apiVersion}</span>
                    </Button>
                  )}
                  <Button variant="default" size="xs" onClick={() => onDelete(set)}>
                    Delete<span className="visually-hidden"> the keys for API {set.apiVersion}</span>
                  </Button>
                </div>
              )}
            </li>
          );
        })}
      </ul>
    </section>
  );
}

function SetDetails({ set, option }: { set: SavedSet; option: Option | undefined }) {
  return (
    <dl className="details">
      <div>
        <dt>Client ID</dt>
        <dd>
          <Code>
            <Name>{set.clientId}</Name>
          </Code>
        </dd>
      </div>
      {storedSecrets(set, option).map(({ label, stored }) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>
            Set <Moment at={stored.setAt} />, fingerprint <Code>{stored.fingerprint}</Code>
          </dd>
        </div>
      ))}
      <div>
        <dt>Saved</dt>
        <dd>
          <Moment at={set.savedAt} /> by <Name>{set.savedBy}</Name>
        </dd>
      </div>
      <div>
        <dt>Links</dt>
        <dd>{set.linkCount === 0 ? 'No link uses them' : `${formatLinkCount(set.linkCount)} use them`}</dd>
      </div>
    </dl>
  );
}
