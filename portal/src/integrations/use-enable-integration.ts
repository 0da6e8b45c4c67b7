import { useState } from 'react';
import { useMutation } from 'urql';
import { DisableIntegrationDocument, EnableIntegrationDocument, type EnableIntegrationInput } from '../gql/graphql.ts';
import { failureNotice } from '../ui/error-messages.ts';
import type { NoticeContent } from '../ui/notice.tsx';
import { conflictNotice } from './integration-labels.ts';

export interface Switchable {
  readonly key: string;
  readonly name: string;
  readonly version: number;
}

/**
 * Enables or disables an integration and returns the notice to show. When the integration was changed, now or by another
 * person since it was read, `reread` shows the new settings first: the notice and the page say the same.
 */
export function useEnableIntegration(reread: () => Promise<void>) {
  const [enabling, enable] = useMutation(EnableIntegrationDocument);
  const [disabling, disable] = useMutation(DisableIntegrationDocument);
  const [isReading, setReading] = useState(false);

  async function send(input: EnableIntegrationInput, on: boolean) {
    if (on) {
      const { data, error } = await enable({ input });
      return { error, result: data?.enableIntegration };
    }
    const { data, error } = await disable({ input });
    return { error, result: data?.disableIntegration };
  }
  async function showSettings() {
    setReading(true);
    await reread();
    setReading(false);
  }
  async function setEnabled({ key, name, version }: Switchable, on: boolean): Promise<NoticeContent> {
    const { error, result } = await send({ integrationKey: key, expectedVersion: version }, on);
    if (error !== undefined) return failureNotice(error);
    if (result?.__typename === 'VersionConflict') {
      await showSettings();
      return conflictNotice(name);
    }
    if (result !== undefined && 'message' in result)
      return { kind: 'error', title: `${name} was not changed`, text: result.message };
    await showSettings();
    return on
      ? { kind: 'success', title: `${name} is enabled`, text: 'Companies can be linked from now on.' }
      : {
          kind: 'success',
          title: `${name} is disabled`,
          text: 'No access token is issued, and no company can be linked. Keys and links are kept.',
        };
  }
  return { setEnabled, busy: enabling.fetching || disabling.fetching || isReading };
}
