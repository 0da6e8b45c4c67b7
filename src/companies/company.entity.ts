import { key, NOW, optional, required, tableEntity } from '../infra/database/table-entity.js';

export const companyEntity = tableEntity(
  'company',
  {
    workspace_id: key('uuid'),
    id: key('uuid'),
    name: required('text'),
    /** The name in lower case, compared in byte order. Paging and prefix search use its index. */
    search_name: required('text', { collation: 'C' }),
    external_id: optional('text', { collation: 'C' }),
    created_at: required('timestamptz', NOW),
  },
  [
    { columns: ['workspace_id', 'external_id'], unique: true },
    { name: 'company_by_name', columns: ['workspace_id', 'search_name', 'id'] },
  ],
);
