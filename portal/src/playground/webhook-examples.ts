import type { GuideStep } from './playground-example.ts';

const endpointId = 'paste the id of the endpoint here';

const follow: GuideStep = {
  scope: 'EVENTS_READ',
  title: 'Follow what happens in this workspace: each event is shown when it comes, until you stop the run.',
  operation: `subscription FollowEvents($after: String, $types: [EventType!]) {
  events(after: $after, types: $types) {
    cursor
    number
    type
    occurredAt
    payload
  }
}
`,
  variables: {},
};

const create: GuideStep = {
  scope: 'WEBHOOKS_WRITE',
  alsoNeeds: 'EVENTS_READ',
  title: 'Send events to a URL of yours. Keep the secret of the answer: your receiver verifies each request with it.',
  operation: `mutation CreateAWebhookEndpoint($url: URL!, $types: [EventType!]) {
  createWebhookEndpoint(input: { url: $url, types: $types }) {
    __typename
    ... on CreateWebhookEndpointSuccess { secret endpoint { id url types status } }
    ... on Problem { code message }
  }
}
`,
  variables: { url: 'paste the https URL of your receiver here', types: ['LINK_LINKED', 'LINK_DEAUTHORIZED'] },
};

const test: GuideStep = {
  scope: 'WEBHOOKS_WRITE',
  alsoNeeds: 'EVENTS_READ',
  title: 'Send a test event to the endpoint alone.',
  operation: `mutation SendATestEvent($endpointId: ID!) {
  sendTestEvent(input: { endpointId: $endpointId }) {
    __typename
    ... on SendTestEventSuccess { delivery { id status nextAttemptAt } }
    ... on Problem { code message }
  }
}
`,
  variables: { endpointId },
};

const deliveries: GuideStep = {
  scope: 'EVENTS_READ',
  title: 'See what was delivered, with each attempt and the beginning of its answer, newest event first.',
  operation: `query ReadDeliveries($endpointId: ID!, $status: DeliveryStatus) {
  node(id: $endpointId) {
    ... on WebhookEndpoint {
      status
      disabledReason
      deliveries(status: $status) {
        nodes {
          id
          status
          nextAttemptAt
          event { id number type occurredAt }
          attempts { at durationMs status error answer }
        }
        pageInfo { hasNextPage endCursor }
      }
    }
  }
}
`,
  variables: { endpointId },
};

const replay: GuideStep = {
  scope: 'WEBHOOKS_WRITE',
  title: 'Send again what failed since a time. eventIds, or from and to, choose other events.',
  operation: `mutation ReplayFailedEvents($endpointId: ID!, $since: DateTime!) {
  replayEvents(input: { endpointId: $endpointId, failedSince: $since }) {
    __typename
    ... on ReplayEventsSuccess { count hasMore endCursor }
    ... on Problem { code message }
  }
}
`,
  variables: { endpointId, since: 'paste a time such as 2026-01-31T00:00:00Z here' },
};

const rotate: GuideStep = {
  scope: 'WEBHOOKS_WRITE',
  alsoNeeds: 'EVENTS_READ',
  title: 'Change the secret. The one before signs as well for a day, while you change it at the receiver.',
  operation: `mutation RotateTheSecret($endpointId: ID!) {
  rotateWebhookSecret(input: { endpointId: $endpointId }) {
    __typename
    ... on RotateWebhookSecretSuccess { secret previousEndsAt endpoint { id secrets { fingerprint createdAt endsAt } } }
    ... on Problem { code message }
  }
}
`,
  variables: { endpointId },
};

/** Events as they happen. An endpoint that gets them, a test, what was delivered, a replay, a new secret. */
export const webhookExamples: readonly GuideStep[] = [follow, create, test, deliveries, replay, rotate];
