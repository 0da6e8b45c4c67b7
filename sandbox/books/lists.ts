export interface ListRules {
  /** `updated_or_created_since`, `deleted_since`, `from_date` and `to_date`, and `sort` work. */
  readonly filters: string;
  /** The area of the user's rights that the list needs. */
  readonly area?: string;
  readonly plusOnly?: boolean;
}

const rules = (filters: string, area?: string, plusOnly = false): ListRules => ({ filters, area, plusOnly });

/** U: updated_or_created_since, D: deleted_since, F: from_date and to_date, S: sort. */
export const LIST_RULES: Readonly<Record<string, ListRules>> = {
  contacts: rules('UD', 'contacts'),
  contact_persons: rules('UD', 'contacts'),
  addresses: rules('UD', 'contacts'),
  sales_invoices: rules('UDFS', 'sales'),
  sales_credit_notes: rules('UDFS', 'sales'),
  sales_quick_entries: rules('UDFS', 'sales'),
  purchase_invoices: rules('UDFS', 'purchases'),
  purchase_credit_notes: rules('UDFS', 'purchases'),
  purchase_quick_entries: rules('UDFS', 'purchases'),
  sales_quotes: rules('UFS', 'sales'),
  sales_estimates: rules('UF', 'sales'),
  contact_payments: rules('UDFS', 'bank'),
  contact_allocations: rules('UDS', 'contacts'),
  other_payments: rules('UDFS', 'bank'),
  bank_transfers: rules('UDFS', 'bank'),
  bank_deposits: rules('UDFS', 'bank'),
  bank_reconciliations: rules('U', 'bank'),
  journals: rules('UD', 'journals'),
  ledger_entries: rules('UF', 'journals'),
  transactions: rules('UF', 'journals'),
  products: rules('UD', 'settings'),
  services: rules('UD', 'settings'),
  stock_items: rules('UD', 'settings', true),
  stock_movements: rules('UF', 'settings', true),
  attachments: rules('UD', 'contacts'),
  ledger_accounts: rules('U'),
  bank_accounts: rules('UD', 'bank'),
  tax_rates: rules('U'),
};
