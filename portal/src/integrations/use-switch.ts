import { useMutation } from 'urql';
import {
  DisableIntegrationDocument,
  EnableIntegrationDocument,
  type EnableIntegrationInput,
} from '../gql/graphql.ts';
import { said } from '../ui/error-words.ts';
import type { Said } from '../ui/notice.tsx';
import { saidConflict } from './integration-words.ts';

export interface Switchable {
  readonly key: string;
  readonly name: string;
  readonly version: number;
}

/** Enables and disables; answers what to tell. `onMoved`: somebody else changed the integration meanwhile. */
export function useSwitch(onMoved: () => void) {
  const [enabling, enable] = useMutation(EnableIntegrationDocument);
  const [disabling, disable] = useMutation(DisableIntegrationDocument);

  async function send(input: EnableIntegrationInput, on: boolean) {
    if (on) {
      const { data, error } = await enable({ input });
      return { error, result: data?.enableIntegration };
    }
    const { data, error } = await disable({ input });
    return { error, result: data?.disableIntegration };
  }
  async function turn({ key, name, version }: Switchable, on: boolean): Promise<Said> {
    const { error, result } = await send({ integrationKey: key, expectedVersion: version }, on);
    if (error !== undefined) return said(error);
    if (result?.__typename === 'VersionConflict') {
      onMoved();
      return saidConflict(name);
    }
    if (result !== undefined && 'message' in result)
      return { kind: 'refused', title: `${name} was not changed`, text: result.message };
    return on
      ? { kind: 'done', title: `${name} is enabled`, text: 'Companies can be linked from now on.' }
      : { kind: 'done', title: `${name} is disabled`, text: 'No company can be linked. Keys are kept.' };
  }
  return { turn, busy: enabling.fetching || disabling.fetching };
}
