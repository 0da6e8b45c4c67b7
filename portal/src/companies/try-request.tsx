import { Button, Code, NativeSelect, Textarea, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { type CombinedError, useMutation, useQuery } from 'urql';
import {
  CallPlatformDocument,
  type CallPlatformMutation,
  type HttpMethod,
  LinkBudgetDocument,
  type LinkBudgetQuery,
} from '../gql/graphql.ts';
import { useScope } from '../session/viewer.tsx';
import { ErrorAlert } from '../ui/error-alert.tsx';
import { failureNotice } from '../ui/error-messages.ts';
import { Moment } from '../ui/moment.tsx';

type Result = CallPlatformMutation['callPlatform'];

const METHODS: readonly HttpMethod[] = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];

/** Sends a request of the person's choice to the platform of a link, and shows the answer. */
export function TryRequest({ linkId }: { readonly linkId: string }) {
  const mayWrite = useScope('PLATFORM_WRITE');
  const [method, setMethod] = useState<HttpMethod>('GET');
  const [shown, setShown] = useState<{ readonly result?: Result; readonly problem?: string }>();
  const [{ fetching }, call] = useMutation(CallPlatformDocument);
  const [budget, readBudget] = useQuery({
    query: LinkBudgetDocument,
    variables: { linkId },
    requestPolicy: 'cache-and-network',
  });

  async function send(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const fields = new FormData(event.currentTarget);
    const body = bodyOf(String(fields.get('body') ?? ''));
    if (body === undefined) return setShown({ problem: 'The body is not JSON. Leave it empty, or write an object.' });
    const { data, error } = await call({ input: { linkId, method, ...targetOf(String(fields.get('path'))), body } });
    readBudget({ requestPolicy: 'network-only' });
    setShown(data === undefined ? { problem: messageOf(error) } : { result: data.callPlatform });
  }
  return (
    <details className="try-request">
      <summary>Try a request</summary>
      <form onSubmit={send} className="filter">
        <NativeSelect
          label="Method"
          data={mayWrite ? [...METHODS] : ['GET']}
          value={method}
          onChange={(event) => setMethod(event.currentTarget.value as HttpMethod)}
        />
        <TextInput
          label="Path"
          name="path"
          required
          placeholder="contacts?items_per_page=5"
          autoComplete="off"
          spellCheck={false}
        />
        {method !== 'GET' && <Textarea label="Body, as JSON" name="body" autosize minRows={3} spellCheck={false} />}
        <Button type="submit" variant="default" loading={fetching}>
          Send
        </Button>
      </form>
      <Answer shown={shown} />
      <Budget node={budget.data?.node} />
    </details>
  );
}

function Answer({ shown }: { readonly shown: { readonly result?: Result; readonly problem?: string } | undefined }) {
  if (shown === undefined) return null;
  const { result, problem } = shown;
  if (result === undefined || result.__typename !== 'PlatformAnswer')
    return <ErrorAlert title="The request was not answered">{problem ?? messageIn(result)}</ErrorAlert>;
  return (
    <div role="status">
      <p>Status {result.status}</p>
      <Code block>{result.body === null ? 'No body' : JSON.stringify(result.body, null, 2)}</Code>
    </div>
  );
}

/** What may be sent now. */
function Budget({ node }: { readonly node: LinkBudgetQuery['node'] | undefined }) {
  const budget = node && 'requestBudget' in node ? node.requestBudget : undefined;
  if (!budget) return null;
  const { closedUntil, free, perMinute, applicationPerSecond } = budget;
  return (
    <p className="quiet">
      {closedUntil ? (
        <>
          The platform asked for a pause: nothing is sent until <Moment at={closedUntil} seconds />.
        </>
      ) : (
        `${free === 1 ? '1 request' : `${free} requests`} can be sent now without waiting.`
      )}{' '}
      The limits are {perMinute} a minute for this company and {applicationPerSecond} a second for the application.
    </p>
  );
}

const messageIn = (result: Result | undefined): string | undefined =>
  result !== undefined && 'message' in result ? result.message : undefined;

const messageOf = (error: CombinedError | undefined): string | undefined => {
  const text = error && failureNotice(error).text;
  return typeof text === 'string' ? text : undefined;
};

/** The path and the parameters of what a person writes: `contacts?items_per_page=5`. */
function targetOf(text: string) {
  const [path = '', query = ''] = text.trim().split(/\?(.*)/s);
  return { path, query: [...new URLSearchParams(query)].map(([name, value]) => ({ name, value })) };
}

/** Null: it is empty. Undefined: it is no JSON. */
function bodyOf(text: string): unknown {
  try {
    return text.trim() === '' ? null : JSON.parse(text);
  } catch {
    return undefined;
  }
}
