import { key, NOW, optional, required, tableEntity } from '../infra/database/table-entity.js';

/** The link of a company through an integration. There is one per pair: relinking changes it and never adds another. */
export const companyLinkEntity = tableEntity(
  'company_link',
  {
    workspace_id: key('uuid'),
    id: key('uuid'),
    company_id: required('uuid'),
    /** That of its company, for finding companies by status in the order of their names. */
    search_name: optional('text', { collation: 'C' }),
    integration_key: required('text'),
    status: required('text', { default: () => "'PENDING'::text" }),
    status_reason: required('text', { default: () => "'LINK_REQUESTED'::text" }),
    status_changed_at: required('timestamptz', NOW),
    /**
     * The application of the latest link, for display. The grant's foreign key is what keeps the set from being deleted.
     */
    credential_set_id: optional('uuid'),
    /** Not null exactly while LINKED or DEAUTHORIZED. */
    grant_id: optional('uuid'),
    country_code: optional('text'),
    business_id: optional('text'),
    business_name: optional('text'),
    business_is_lead: optional('boolean'),
    linked_at: optional('timestamptz'),
    created_at: required('timestamptz', NOW),
  },
  [
    { columns: ['workspace_id', 'company_id', 'integration_key'], unique: true },
    { columns: ['workspace_id', 'grant_id'], unique: true },
    { name: 'company_link_by_status', columns: ['workspace_id', 'status', 'search_name', 'company_id'] },
    { name: 'company_link_by_change', columns: ['workspace_id', 'status', 'status_changed_at'] },
    {
      name: 'company_link_of_set',
      columns: ['workspace_id', 'credential_set_id', 'id'],
      where: 'grant_id IS NOT NULL',
    },
  ],
);
