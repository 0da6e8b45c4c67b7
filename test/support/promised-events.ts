/** The part of the promised surface that is about events and webhooks. */
export const PROMISED_EVENTS = `
extend type Query { events(after: String, first: Int = 50, types: [EventType!], linkId: ID): EventConnection! webhookEndpoints: [WebhookEndpoint!]! }
enum EventType { LINK_LINKED LINK_RELINKED LINK_UNLINKED LINK_DEAUTHORIZED LINK_RECOVERED LINK_EXPIRING LINK_ATTEMPT_FAILED
  PULL_COMPLETED PULL_FAILED PULL_INITIAL_COMPLETED DATASET_CHANGED DATASET_PERMISSION_DENIED DATASET_SUSPICIOUS DATASET_RECOVERED
  CREDENTIALS_SAVED CREDENTIALS_FAULTY CREDENTIALS_RECOVERED INTEGRATION_ENABLED INTEGRATION_DISABLED WEBHOOK_DISABLED TEST }
type EventConnection { edges: [EventEdge!]! nodes: [Event!]! pageInfo: PageInfo! }
type EventEdge { cursor: String! node: Event! }
type Event implements Node { id: ID! number: String! type: EventType! occurredAt: DateTime! link: CompanyLink payload: JSON! deliveries(first: Int = 10, after: String): DeliveryConnection! }
extend type Mutation {
  createWebhookEndpoint(input: CreateWebhookEndpointInput!): CreateWebhookEndpointResult!
  updateWebhookEndpoint(input: UpdateWebhookEndpointInput!): UpdateWebhookEndpointResult!
  rotateWebhookSecret(input: RotateWebhookSecretInput!): RotateWebhookSecretResult!
  deleteWebhookEndpoint(input: DeleteWebhookEndpointInput!): DeleteWebhookEndpointResult!
  sendTestEvent(input: SendTestEventInput!): SendTestEventResult! replayEvents(input: ReplayEventsInput!): ReplayEventsResult!
  retryDelivery(input: RetryDeliveryInput!): RetryDeliveryResult! }
input CreateWebhookEndpointInput { url: URL! description: String types: [EventType!] }
input UpdateWebhookEndpointInput { endpointId: ID! url: URL description: String types: [EventType!] status: WebhookEndpointStatus }
input RotateWebhookSecretInput { endpointId: ID! overlapHours: Int = 24 }
input DeleteWebhookEndpointInput { endpointId: ID! }
input SendTestEventInput { endpointId: ID! }
input ReplayEventsInput { endpointId: ID! eventIds: [ID!] from: DateTime to: DateTime failedSince: DateTime }
input RetryDeliveryInput { deliveryId: ID! }
union CreateWebhookEndpointResult = CreateWebhookEndpointSuccess | WebhookUrlNotAllowed | TooManyWebhookEndpoints
union UpdateWebhookEndpointResult = UpdateWebhookEndpointSuccess | WebhookEndpointNotFound | WebhookUrlNotAllowed
union RotateWebhookSecretResult = RotateWebhookSecretSuccess | WebhookEndpointNotFound
union DeleteWebhookEndpointResult = DeleteWebhookEndpointSuccess | WebhookEndpointNotFound
union SendTestEventResult = SendTestEventSuccess | WebhookEndpointNotFound
union ReplayEventsResult = ReplayEventsSuccess | WebhookEndpointNotFound | ReplayNotClear
union RetryDeliveryResult = RetryDeliverySuccess | DeliveryNotFound
type WebhookUrlNotAllowed implements Problem { code: String! message: String! }
type TooManyWebhookEndpoints implements Problem { code: String! message: String! }
type WebhookEndpointNotFound implements Problem { code: String! message: String! }
type ReplayNotClear implements Problem { code: String! message: String! }
type DeliveryNotFound implements Problem { code: String! message: String! }
type CreateWebhookEndpointSuccess { endpoint: WebhookEndpoint! secret: String! }
type UpdateWebhookEndpointSuccess { endpoint: WebhookEndpoint! }
type RotateWebhookSecretSuccess { endpoint: WebhookEndpoint! secret: String! previousEndsAt: DateTime! }
type DeleteWebhookEndpointSuccess { deletedId: ID! }
type SendTestEventSuccess { delivery: Delivery! }
type ReplayEventsSuccess { count: Int! hasMore: Boolean! }
type RetryDeliverySuccess { delivery: Delivery! }
type WebhookEndpoint implements Node { id: ID! url: URL! description: String types: [EventType!] status: WebhookEndpointStatus! disabledReason: String
  createdAt: DateTime! secrets: [WebhookSecret!]! deliveries(status: DeliveryStatus, first: Int = 10, after: String): DeliveryConnection! }
enum WebhookEndpointStatus { ENABLED PAUSED DISABLED }
type WebhookSecret { fingerprint: String! createdAt: DateTime! endsAt: DateTime }
type DeliveryConnection { edges: [DeliveryEdge!]! nodes: [Delivery!]! pageInfo: PageInfo! }
type DeliveryEdge { cursor: String! node: Delivery! }
type Delivery implements Node { id: ID! event: Event! endpoint: WebhookEndpoint! status: DeliveryStatus! nextAttemptAt: DateTime attempts: [DeliveryAttempt!]! }
enum DeliveryStatus { WAITING DELIVERED FAILED CANCELLED }
type DeliveryAttempt { at: DateTime! durationMs: Int! status: Int error: String answer: String }
`;
