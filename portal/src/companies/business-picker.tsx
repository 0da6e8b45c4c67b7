import { Button, Group, Radio, Stack, TextInput, Title } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useMutation, useQuery } from 'urql';
import { BusinessesDocument, ChooseBusinessDocument } from '../gql/graphql.ts';
import { useScope } from '../session/viewer.tsx';
import { failureNotice } from '../ui/error-messages.ts';
import { Name } from '../ui/name.tsx';
import type { NoticeContent } from '../ui/notice.tsx';
import { QueryState } from '../ui/query-state.tsx';
import type { LinkDialogRequest } from './company.ts';

interface BusinessPickerProps {
  readonly company: LinkDialogRequest['company'];
  readonly link: { readonly id: string };
  readonly onNotice: (notice: NoticeContent) => void;
}

/** Confirms the business for a customer who has signed in and has not confirmed one on the link page. */
export function BusinessPicker({ company, link, onNotice }: BusinessPickerProps) {
  const [search, setSearch] = useState('');
  /** The start cursor of each page visited so far. */
  const [starts, setStarts] = useState<readonly (string | null)[]>([null]);
  const variables = { linkId: link.id, search: search || null, after: starts.at(-1) ?? null };
  const [result, refetch] = useQuery({ query: BusinessesDocument, variables });
  const [{ fetching }, choose] = useMutation(ChooseBusinessDocument);
  const mayReadIntegrations = useScope('INTEGRATIONS_READ');

  const name = <Name>{company.name}</Name>;

  function submitSearch(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    setSearch(String(new FormData(event.currentTarget).get('search')).trim());
    setStarts([null]);
  }
  async function confirm(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const businessId = String(new FormData(event.currentTarget).get('business') ?? '');
    if (businessId === '') return onNotice({ kind: 'error', title: 'Choose a business first' });
    const { data, error } = await choose({ input: { linkId: link.id, businessId }, mayReadIntegrations });
    const answer = data?.chooseBusiness;
    if (error !== undefined || answer === undefined) return error && onNotice(failureNotice(error));
    if (answer.__typename === 'ChooseBusinessSuccess') {
      const { business } = answer.link;
      const text = <>{business ? <Name>{business.name}</Name> : 'The business'} is linked.</>;
      return onNotice({ kind: 'success', title: <>{name} is linked</>, text });
    }
    const text =
      answer.__typename === 'BusinessDiffers' ? (
        <>
          {answer.message}
          <p>
            Linked before: <Name>{answer.previous.name}</Name>.
          </p>
        </>
      ) : (
        answer.message
      );
    onNotice({ kind: 'error', title: <>{name} was not linked</>, text });
  }
  return (
    <section className="choose" aria-labelledby={`choose-${link.id}`}>
      <Title order={3} size="h5" id={`choose-${link.id}`}>
        Choose the business for the customer
      </Title>
      <p className="quiet">
        The customer has signed in and is asked to confirm the business on the link page. Choose it here only if you are
        sure that it is theirs.
      </p>
      <search>
        <form className="filter" onSubmit={submitSearch}>
          <TextInput name="search" type="search" label="Find a business" dir="auto" maxLength={200} />
          <Button type="submit" variant="default">
            Find
          </Button>
        </form>
      </search>
      <QueryState what="the businesses" result={result} onRetry={() => refetch({ requestPolicy: 'network-only' })}>
        {({ node }) =>
          node && 'availableBusinesses' in node ? (
            <form onSubmit={confirm}>
              <Stack gap="sm">
                <Choices key={`${search} ${starts.length}`} found={node.availableBusinesses.nodes} />
                <Group component="nav" aria-label="Pages of businesses">
                  <Button
                    variant="default"
                    size="xs"
                    disabled={starts.length === 1}
                    onClick={() => setStarts(starts.slice(0, -1))}
                  >
                    Previous
                  </Button>
                  <span>Page {starts.length}</span>
                  <Button
                    variant="default"
                    size="xs"
                    disabled={!node.availableBusinesses.pageInfo.hasNextPage}
                    onClick={() => setStarts([...starts, node.availableBusinesses.pageInfo.endCursor ?? null])}
                  >
                    Next
                  </Button>
                </Group>
                <div>
                  <Button type="submit" loading={fetching}>
                    Link this business
                  </Button>
                </div>
              </Stack>
            </form>
          ) : null
        }
      </QueryState>
    </section>
  );
}

interface ChoicesProps {
  readonly found: readonly {
    readonly id: string;
    readonly name: string;
    readonly isLead: boolean;
    readonly details: string | null;
  }[];
}

function Choices({ found }: ChoicesProps) {
  if (found.length === 0) return <p role="status">No business name contains this text.</p>;
  return (
    <Radio.Group name="business" label="Businesses of the account that signed in">
      <Stack gap="xs" mt="xs">
        {found.map(({ id, name, isLead, details }) => (
          <Radio
            key={id}
            value={id}
            label={<Name>{name}</Name>}
            description={[isLead ? 'Default business' : '', details ?? ''].filter(Boolean).join(' · ') || undefined}
          />
        ))}
      </Stack>
    </Radio.Group>
  );
}
