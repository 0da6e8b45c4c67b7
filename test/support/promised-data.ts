/** The part of the promised surface that is about pulling data (`schema.test.ts`). */
export const PROMISED_DATA = `
enum Dataset { ACCOUNTS CONTACTS SALES_INVOICES SALES_CREDIT_NOTES PURCHASE_INVOICES PURCHASE_CREDIT_NOTES PAYMENTS ALLOCATIONS
  BANK_ACCOUNTS BANK_MOVEMENTS JOURNALS LEDGER_ENTRIES ITEMS TAX_RATES TRACKING_CATEGORIES COMPANY_PROFILE }
enum DatasetStatus { NEVER_PULLED QUEUED PULLING CURRENT PARTIAL WAITING PERMISSION_DENIED NOT_SUPPORTED LINK_LOST FAILED SUSPICIOUS }
type DatasetState { dataset: Dataset! status: DatasetStatus! message: String recordCount: Int! lastCompletedAt: DateTime
  nextPullAt: DateTime schedule: PullSchedule! problems(first: Int = 20, after: String): DatasetProblemConnection! }
type DatasetProblem { sourceId: String! message: String! platformRequestId: String since: DateTime! attempts: Int! }
type DatasetProblemConnection { edges: [DatasetProblemEdge!]! nodes: [DatasetProblem!]! pageInfo: PageInfo! }
type DatasetProblemEdge { cursor: String! node: DatasetProblem! }
enum PullInterval { OFF MINUTES_15 HOURLY EVERY_6_HOURS DAILY WEEKLY }
type PullSchedule { interval: PullInterval! }
enum PullStatus { QUEUED RUNNING COMPLETED PARTIAL FAILED CANCELLED }
type Pull implements Node { id: ID! link: CompanyLink! status: PullStatus! requestedBy: String! requestedAt: DateTime!
  startedAt: DateTime endedAt: DateTime parts: [PullPart!]! }
type PullConnection { edges: [PullEdge!]! nodes: [Pull!]! pageInfo: PageInfo! }
type PullEdge { cursor: String! node: Pull! }
type PullPart { dataset: Dataset! status: PullStatus! expected: Int read: Int! created: Int! changed: Int! unchanged: Int!
  deleted: Int! problems: Int! message: String }
input PullDatasetsInput { linkId: ID! datasets: [Dataset!] full: Boolean = false }
union PullDatasetsResult = PullDatasetsSuccess | LinkNotFound | RelinkRequired | LinkPending | IntegrationDisabled
type PullDatasetsSuccess { pull: Pull! coalesced: Boolean! }
input CancelPullInput { pullId: ID! }
union CancelPullResult = CancelPullSuccess | PullNotFound
type CancelPullSuccess { pull: Pull! }
type PullNotFound implements Problem { code: String! message: String! }
input SetPullScheduleInput { linkId: ID! datasets: [Dataset!] interval: PullInterval! }
union SetPullScheduleResult = SetPullScheduleSuccess | LinkNotFound | LinkPending
type SetPullScheduleSuccess { datasets: [DatasetState!]! }
input DeleteDataInput { linkId: ID! datasets: [Dataset!] }
union DeleteDataResult = DeleteDataSuccess | LinkNotFound
type DeleteDataSuccess { datasets: [DatasetState!]! }
extend type Query { pull(id: ID!): Pull }
extend type CompanyLink { datasets: [DatasetState!]! pulls(first: Int = 20, after: String): PullConnection! }
extend type Mutation { pullDatasets(input: PullDatasetsInput!): PullDatasetsResult! cancelPull(input: CancelPullInput!): CancelPullResult!
  setPullSchedule(input: SetPullScheduleInput!): SetPullScheduleResult! deleteData(input: DeleteDataInput!): DeleteDataResult! }
`;
