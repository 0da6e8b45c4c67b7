import { Button, Code } from '@mantine/core';
import { Moment } from '../ui/moment.tsx';
import { Name } from '../ui/name.tsx';
import { Tag } from '../ui/tag.tsx';
import { type ApiKey, keyState } from './api-key.ts';

const STATES = {
  valid: { label: 'Valid', tone: 'good' },
  revoked: { label: 'Revoked', tone: 'plain' },
  expired: { label: 'Expired', tone: 'plain' },
} as const;

interface ApiKeyTableProps {
  readonly keys: readonly ApiKey[];
  readonly onRevoke: (key: ApiKey) => void;
}

/** The workspace's keys, newest first. On a narrow screen each row becomes a card. */
export function ApiKeyTable({ keys, onRevoke }: ApiKeyTableProps) {
  const now = new Date();
  return (
    <div className="panel">
      <table className="rows">
        <caption className="visually-hidden">API keys of this workspace</caption>
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col">Scopes</th>
            <th scope="col">Created</th>
            <th scope="col">Last used</th>
            <th scope="col">Ends</th>
            <th scope="col">
              <span className="visually-hidden">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {keys.toReversed().map((key) => (
            <KeyRow key={key.id} apiKey={key} now={now} onRevoke={() => onRevoke(key)} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function KeyRow({ apiKey, now, onRevoke }: { apiKey: ApiKey; now: Date; onRevoke: () => void }) {
  const state = keyState(apiKey, now);
  const { label, tone } = STATES[state];
  return (
    <tr data-ended={state !== 'valid'}>
      <th scope="row">
        <Name>{apiKey.name}</Name> <Code>ll_{apiKey.prefix}</Code> <Tag tone={tone}>{label}</Tag>
      </th>
      <td data-label="Scopes" className="scopes">
        {apiKey.scopes.map((scope) => (
          <span key={scope}>{scope}</span>
        ))}
      </td>
      <td data-label="Created">
        <Moment at={apiKey.createdAt} />
      </td>
      <td data-label="Last used">{apiKey.lastUsedAt ? <Moment at={apiKey.lastUsedAt} /> : 'Never'}</td>
      <td data-label="Ends">
        {apiKey.revokedAt ? (
          <>
            Revoked <Moment at={apiKey.revokedAt} />
          </>
        ) : apiKey.expiresAt ? (
          <Moment at={apiKey.expiresAt} />
        ) : (
          'Never'
        )}
      </td>
      <td>
        {state === 'valid' && (
          <Button variant="default" size="xs" onClick={onRevoke}>
            Revoke
            <span className="visually-hidden">
              {' '}
              <Name>{apiKey.name}</Name>
            </span>
          </Button>
        )}
      </td>
    </tr>
  );
}
