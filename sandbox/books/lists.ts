export interface ListRules {
  /** `updated_or_created_since`, `deleted_since`, `from_date` and `to_date`, and `sort` work. */
  readonly filters: string;
  /** The areas of the user's rights that the list needs. */
  readonly areas: readonly string[];
  readonly editions: readonly Edition[];
}

export const EDITIONS = ['plus', 'standard', 'start'] as const;
export type Edition = (typeof EDITIONS)[number];

const rules = (filters: string, areas: readonly string[] = [], editions: readonly Edition[] = EDITIONS): ListRules => ({
  filters,
  areas,
  editions,
});

/** U: updated_or_created_since, D: deleted_since, F: from_date and to_date, S: sort. */
export const LIST_RULES: Readonly<Record<string, ListRules>> = {
  contacts: rules('UD', ['contacts']),
  contact_persons: rules('UD', ['contacts']),
  addresses: rules('UD', ['contacts']),
  sales_invoices: rules('UDFS', ['sales']),
  sales_credit_notes: rules('UDFS', ['sales']),
  sales_quick_entries: rules('UDFS', ['sales']),
  purchase_invoices: rules('UDFS', ['purchases']),
  purchase_credit_notes: rules('UDFS', ['purchases']),
  purchase_quick_entries: rules('UDFS', ['purchases']),
  sales_quotes: rules('UFS', ['sales']),
  sales_estimates: rules('UF', ['sales']),
  contact_payments: rules('UDFS', ['bank']),
  contact_allocations: rules('UDS', ['sales', 'purchases', 'contacts']),
  other_payments: rules('UDFS', ['bank']),
  bank_transfers: rules('UDFS', ['bank']),
  bank_deposits: rules('UDFS', ['bank']),
  bank_reconciliations: rules('U', ['bank']),
  journals: rules('UD', ['journals']),
  ledger_entries: rules('UF', ['journals']),
  transactions: rules('UF', ['journals']),
  products: rules('UD', ['settings']),
  services: rules('UD', ['settings']),
  stock_items: rules('UD', ['settings'], ['plus']),
  stock_movements: rules('UF', ['settings'], ['plus']),
  attachments: rules('UD', ['contacts']),
  ledger_accounts: rules('U'),
  bank_accounts: rules('UD', ['bank']),
  tax_rates: rules('U'),
  analysis_types: rules('U', ['settings'], ['plus', 'standard']),
  analysis_type_categories: rules('U', ['settings'], ['plus', 'standard']),
};
