import type { GuideStep } from './playground-example.ts';

const documents: GuideStep = {
  scope: 'DATA_READ',
  alsoNeeds: 'COMPANIES_READ',
  title: 'Read the invoices that were pulled of the link, newest first, with their lines.',
  operation: `query ReadInvoices($linkId: ID!, $after: String) {
  node(id: $linkId) {
    ... on CompanyLink {
      documents(kinds: [SALES_INVOICE], first: 20, after: $after) {
        nodes {
          id
          number
          issueDate
          dueDate
          status
          contactName
          currency
          total
          outstanding
          lines { description quantity unitPrice net tax total }
        }
        pageInfo { hasNextPage endCursor }
      }
    }
  }
}
`,
  variables: { linkId: 'paste the id of the link here' },
};

const changes: GuideStep = {
  scope: 'DATA_READ',
  alsoNeeds: 'COMPANIES_READ',
  title: 'Follow what changes: keep endCursor and give it as after the next time. Nothing is missed.',
  operation: `query FollowChanges($linkId: ID!, $after: String) {
  node(id: $linkId) {
    ... on CompanyLink {
      changes(first: 100, after: $after) {
        nodes {
          action
          record {
            __typename
            id
            sourceId
            ... on Document { number total outstanding }
            ... on Contact { name }
          }
        }
        pageInfo { hasNextPage endCursor }
      }
    }
  }
}
`,
  variables: { linkId: 'paste the id of the link here' },
};

const record: GuideStep = {
  scope: 'DATA_READ',
  title: 'Read one record by its id, with the JSON that the platform sent.',
  operation: `query ReadARecord($id: ID!) {
  node(id: $id) {
    __typename
    ... on SourceRecord { sourceId readAt deletedAt raw }
    ... on Document { number total contact { name record { id } } }
  }
}
`,
  variables: { id: 'paste the id of a record here' },
};

const report: GuideStep = {
  scope: 'DATA_READ',
  alsoNeeds: 'COMPANIES_READ',
  title:
    "Read a profit and loss account, derived from the platform's trial balance. balanceSheet(at:) is its neighbour.",
  operation: `query ProfitAndLoss($linkId: ID!) {
  node(id: $linkId) {
    ... on CompanyLink {
      profitAndLoss(from: "2024-01-01", to: "2024-12-31") {
        __typename
        ... on Report { currency derivedFrom sections { name total rows { code name amount } } }
        ... on ReportNotAvailable { reason retryAfterSeconds }
        ... on Problem { code message }
      }
    }
  }
}
`,
  variables: { linkId: 'paste the id of the link here' },
};

/** What was pulled: documents, changes, one record. And a report. */
export const dataExamples: readonly GuideStep[] = [documents, changes, record, report];
