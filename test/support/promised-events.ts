/** The part of the promised surface that is about events and webhooks. */
export const PROMISED_EVENTS = `
extend type Query { events(after: String, first: Int = 50, types: [EventType!], linkId: ID): EventConnection! }
enum EventType { LINK_LINKED LINK_RELINKED LINK_UNLINKED LINK_DEAUTHORIZED LINK_RECOVERED LINK_EXPIRING LINK_ATTEMPT_FAILED
  PULL_COMPLETED PULL_FAILED PULL_INITIAL_COMPLETED DATASET_CHANGED DATASET_PERMISSION_DENIED DATASET_SUSPICIOUS DATASET_RECOVERED
  CREDENTIALS_SAVED CREDENTIALS_FAULTY CREDENTIALS_RECOVERED INTEGRATION_ENABLED INTEGRATION_DISABLED WEBHOOK_DISABLED TEST }
type EventConnection { edges: [EventEdge!]! nodes: [Event!]! pageInfo: PageInfo! }
type EventEdge { cursor: String! node: Event! }
type Event implements Node { id: ID! number: String! type: EventType! occurredAt: DateTime! link: CompanyLink payload: JSON! }
`;
